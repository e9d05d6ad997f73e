package dev.cloze.benchmarks.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizerTrainingBenchmarkTest {
    private static final List<String> PROGRAM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            ClozeTokenizerTraining.class.getName());

    @TempDir
    Path folder;

    @Test
    void cellsAreModelsAndSizes() {
        assertThat(new TokenizerTrainingBenchmark().cells(Preset.FULL))
                .extracting(Cell::name)
                .containsExactly(
                        "bpe-bytes/10MB",
                        "bpe-characters/10MB",
                        "wordpiece/10MB",
                        "bpe-bytes/40MB",
                        "bpe-characters/40MB",
                        "wordpiece/40MB",
                        "unigram/2MB",
                        "unigram/10MB");
    }

    @ParameterizedTest
    @EnumSource(TrainedModel.class)
    void processTrainsAndSaysItsMemory(TrainedModel model) throws IOException, InterruptedException {
        AtomicReference<String> vocabulary = new AtomicReference<>();
        Path text = Files.writeString(folder.resolve("text.txt"), "the tide rose the tide fell\n".repeat(100));
        try (TrainingProcess process = new TrainingProcess(PROGRAM, text, model, 400, vocabulary)) {
            process.call();
            assertThat(vocabulary.get()).hasSize(64);
            process.call();
            assertThat(process.peakRssMiB().orElseThrow()).isBetween(10L, 2000L);
        }
        assertThat(text).doesNotExist();
    }

    @Test
    void anotherVocabularyIsNoticed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "the tide rose\n");
        AtomicReference<String> vocabulary = new AtomicReference<>("another");
        try (TrainingProcess process = new TrainingProcess(PROGRAM, text, TrainedModel.BPE_BYTES, 300, vocabulary)) {
            assertThatThrownBy(process::call)
                    .hasMessageEndingWith("expected the vocabulary of the others, got another one");
        }
    }

    @Test
    void textHasItsSize() throws IOException {
        Path text = TrainingText.write(2);
        assertThat(Files.size(text)).isBetween(1_980_000L, 2_200_000L);
        Files.delete(text);
        assertThatThrownBy(() -> TrainingText.write(1000))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("-Dcloze.bench.text: expected a file of 1000 MB of text, got ");
    }
}
