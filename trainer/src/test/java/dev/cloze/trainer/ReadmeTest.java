package dev.cloze.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what compiles and runs. Surefire's working folder is the module's. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final String[] WORDS =
            "a the old new house river of in under stone tree bird sings falls".split(" ");

    @TempDir
    Path folder;

    @Test
    void theJavaExamplesAreThoseInTheReadme() throws IOException {
        String source =
                Files.readString(Path.of("src", "test", "java", "dev", "cloze", "trainer", "ReadmeExample.java"));
        String readme = stripped(Files.readString(ROOT.resolve("README.md")));
        int training = source.indexOf("        Map<String");
        assertThat(readme).contains(stripped(source.substring(training, source.indexOf("        return result;"))));
        int embedding = source.indexOf("        try (TextEmbedder");
        assertThat(readme).contains(stripped(source.substring(embedding, source.indexOf("    }\n}", embedding))));
    }

    private static String stripped(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void theJavaExampleTrainsAModel() throws Exception {
        Path texts = Files.createDirectory(folder.resolve("texts"));
        Random random = new Random(5);
        for (int file = 0; file < 80; file++) {
            String text =
                    random.ints(200, 0, WORDS.length).mapToObj(i -> WORDS[i]).collect(Collectors.joining(" "));
            Files.writeString(texts.resolve(file + ".txt"), text);
        }

        RunResult result = ReadmeExample.train(ROOT.resolve("recipes/quickstart.yaml"), texts, folder.resolve("run"));

        assertThat(result.step()).isEqualTo(60);
        assertThat(result.heldOutLoss()).isLessThan(result.uniformLoss());
        assertThat(folder.resolve("run/model/model.safetensors")).exists();
        assertThat(ReadmeExample.embed(folder.resolve("run/model"))).hasNumberOfRows(2);
    }
}
