package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.TinyModels;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathModelTest {
    @TempDir
    private Path folder;

    @Test
    void aModelInAJarIsTheOneOfTheFolder() throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.MODERN);
        List<Path> seen = new ArrayList<>();
        try (URLClassLoader loader = jar(model)) {
            Map<String, float[]> weights = ClassPathModel.load(loader, "models/tiny", copy -> {
                seen.add(copy);
                ModelDirectory directory = ModelDirectory.open(copy);
                directory.tokenizer().close();
                return directory.weights();
            });
            Map<String, float[]> expected = ModelDirectory.open(model).weights();
            assertThat(weights.keySet()).isEqualTo(expected.keySet());
            weights.forEach((name, numbers) -> assertThat(numbers).isEqualTo(expected.get(name)));
        }
        assertThat(seen).singleElement().satisfies(copy -> assertThat(copy).doesNotExist());
    }

    @Test
    void shardsAreFoundByTheirIndexAndNothingOutsideTheFolder() throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.BERT);
        Files.move(model.resolve("model.safetensors"), model.resolve("model-00001-of-00001.safetensors"));
        Files.writeString(
                model.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"model-00001-of-00001.safetensors\", \"b\": \"../out.safetensors\"}}");
        try (URLClassLoader loader = jar(model)) {
            List<String> names = ClassPathModel.load(loader, "models/tiny", copy -> {
                try (Stream<Path> files = Files.list(copy)) {
                    return files.map(file -> file.getFileName().toString())
                            .sorted()
                            .toList();
                }
            });
            assertThat(names)
                    .contains("config.json", "model-00001-of-00001.safetensors", "tokenizer.json")
                    .doesNotContain("out.safetensors");
        }
    }

    @Test
    void aMissingModelIsTheUsersMistake() {
        assertThatThrownBy(() -> ClassPathModel.load("models/none", copy -> copy))
                .isInstanceOf(UsageException.class)
                .hasMessage("class path: models/none: expected a model's folder with config.json, got none");
    }

    @Test
    void theCopyGoesWhenLoadingFails() throws IOException {
        List<Path> seen = new ArrayList<>();
        try (URLClassLoader loader = jar(TinyModelFolder.write(folder, TinyModels.BERT))) {
            assertThatThrownBy(() -> ClassPathModel.load(loader, "models/tiny", copy -> {
                        seen.add(copy);
                        throw new DataException("here", "something", "nothing");
                    }))
                    .isInstanceOf(DataException.class);
        }
        assertThat(seen).singleElement().satisfies(copy -> assertThat(copy).doesNotExist());
    }

    private URLClassLoader jar(Path model) throws IOException {
        Path jar = folder.resolve("models.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.list(model)) {
            for (Path file : files.toList()) {
                zip.putNextEntry(new ZipEntry("models/tiny/" + file.getFileName()));
                zip.write(Files.readAllBytes(file));
            }
        }
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    }
}
