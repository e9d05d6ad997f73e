package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.TinyModels;
import dev.cloze.core.model.Safetensors.Entry;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDirectoryTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        ModelDirectory model = ModelDirectory.open(TinyModelFolder.write(folder, TinyModels.MODERN));
        Map<String, float[]> weights = TinyModelFolder.weights(TinyModels.MODERN, model.vocabularySize());
        Map<String, float[]> read = model.weights();

        assertThat(model.encoder()).isEqualTo(TinyModels.MODERN);
        assertThat(read.keySet()).containsExactlyElementsOf(weights.keySet());
        weights.forEach((name, numbers) -> assertThat(read.get(name)).isEqualTo(numbers));
        try (Tokenizer tokenizer = model.tokenizer()) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(model.vocabularySize());
        }
        assertThat(names(model.folder()))
                .containsExactlyInAnyOrder(
                        "config.json",
                        "model.safetensors",
                        "special_tokens_map.json",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "vocab.txt");
        assertThat(names(folder)).containsExactlyInAnyOrder("model", "tokenizer");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void folderIsAsReadableAsAnyOther() throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.BERT);
        Path other = Files.createDirectory(folder.resolve("other"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(model)))
                .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)));
    }

    @Test
    void nothingIsWrittenOverAModel() throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.BERT);

        assertThatThrownBy(() -> TinyModelFolder.write(folder, TinyModels.MODERN))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(model.toString());
        assertThat(ModelDirectory.open(model).encoder()).isEqualTo(TinyModels.BERT);
    }

    @Test
    void failedWriteLeavesNothing() {
        assertThatThrownBy(() -> ModelDirectory.write(
                        folder.resolve("model"),
                        TinyModels.BERT,
                        11,
                        TinyModelFolder.weights(TinyModels.BERT, 11),
                        folder.resolve("no tokenizer"),
                        Map.of()))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void weightsThatAreNotTheModelsAreRefused() {
        Map<String, float[]> weights = TinyModelFolder.weights(TinyModels.BERT, 11);
        weights.put("head.bias", new float[12]);
        refusedWeights(weights, "weights: expected 11 numbers for head.bias, got 12");
        weights.remove("head.bias");
        refusedWeights(weights, "weights: expected 11 numbers for head.bias, got none");
        weights.put("head.bias", new float[11]);
        weights.put("tail.bias", new float[11]);
        refusedWeights(weights, "weights: expected " + (weights.size() - 1) + " parameters, got " + weights.size());
    }

    private void refusedWeights(Map<String, float[]> weights, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ModelDirectory.write(folder.resolve("model"), TinyModels.BERT, 11, weights, folder, Map.of()))
                .withMessage(message);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tokenizerMayComeFromAnotherModel() throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.BERT);
        int vocabulary = ModelDirectory.open(model).vocabularySize();
        Path second = folder.resolve("second");
        ModelDirectory.write(
                second,
                TinyModels.MODERN,
                vocabulary,
                TinyModelFolder.weights(TinyModels.MODERN, vocabulary),
                model,
                Map.of());

        assertThat(ModelDirectory.open(second).encoder()).isEqualTo(TinyModels.MODERN);
        assertThat(names(second)).containsExactlyInAnyOrderElementsOf(names(model));
    }

    @Test
    void folderWithoutConfigurationIsNoModel() {
        assertThatThrownBy(() -> ModelDirectory.open(folder))
                .isInstanceOf(UsageException.class)
                .hasMessage(folder + ": expected a model's folder with config.json, got a folder without it");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ModelDirectory.open(missing))
                .isInstanceOf(UsageException.class)
                .hasMessage(missing + ": expected a model's folder with config.json, got no such folder");
    }

    @Test
    void faultyTensorsAreNamedTogether() throws IOException {
        ModelDirectory model = ModelDirectory.open(TinyModelFolder.write(folder, TinyModels.BERT));
        Path file = model.folder().resolve("model.safetensors");
        Map<String, Entry> tensors = Safetensors.read(file);
        tensors.remove("head.norm.weight");
        tensors.put("head.norm.bias", new Entry(new long[] {2, 4}, new float[8]));
        tensors.put("pooler.weight", new Entry(new long[] {1}, new float[1]));
        Files.delete(file);
        Safetensors.write(file, tensors, Map.of());

        assertThatThrownBy(model::weights)
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": expected the tensors of config.json, got head.norm.weight missing,"
                        + " head.norm.bias of shape [2, 4] instead of [8], pooler.weight unknown");
        Files.delete(file);
        assertThatThrownBy(model::weights)
                .isInstanceOf(DataException.class)
                .hasMessage(model.folder() + ": expected model.safetensors, got a folder without it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"heads\": 2 | \"heads\": 3 | config.json: encoder.heads: expected a divisor of width 8, got 3",
                "\"heads\" | \"haeds\" "
                        + "| config.json: encoder.haeds: expected a known key, got an unknown one; the nearest is heads",
                "\"gelu\" | \"relu\" | config.json: encoder.activation: expected one of gelu, gelu_tanh, got relu",
                "\"formatVersion\": 2 | \"formatVersion\": 3 | config.json: formatVersion: expected 2, got 3",
                "\"cloze\" | \"bert\" | config.json: modelType: expected cloze, got bert",
                "\"heads\": 2 | \"heads\": 2, \"heads\": 2 "
                        + "| config.json: expected JSON with each key once, got a second value at $.encoder.heads",
                "\"heads\": 2 | \"heads\": 2.5 | config.json: encoder.heads: expected a whole number, got 2.5"
            })
    void damagedConfigurationNamesItsFault(String from, String to, String message) throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.BERT);
        Path file = model.resolve("config.json");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));

        assertThatThrownBy(() -> ModelDirectory.open(model))
                .isInstanceOf(DataException.class)
                .hasMessage(model + "/" + message);
    }

    @Test
    void configurationThatIsNoTextIsDamaged() throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.BERT);
        for (String text : List.of("", "{\"modelType\": \"cloze\"", "[1]", "{} 5", "\u00ff")) {
            Files.write(model.resolve("config.json"), text.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> ModelDirectory.open(model))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(model.resolve("config.json") + ": expected ");
        }
    }

    @Test
    void aLargerTokenizerIsRefusedAndASmallerOneTaken() throws IOException {
        Path model = TinyModelFolder.write(folder, TinyModels.BERT);
        List<String> pieces = TinyModelFolder.pieces().pieces();
        List<String> more = new ArrayList<>(pieces);
        more.add("beyond");
        TokenizerFiles.write(model, new WordPieceModel(more, true));

        assertThatThrownBy(() -> ModelDirectory.open(model).tokenizer())
                .isInstanceOf(DataException.class)
                .hasMessage(model + ": expected a tokenizer of at most " + pieces.size() + " tokens, got " + more.size()
                        + " tokens");
        TokenizerFiles.write(model, new WordPieceModel(pieces.subList(0, pieces.size() - 1), true));
        try (Tokenizer tokenizer = ModelDirectory.open(model).tokenizer()) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(pieces.size() - 1);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
