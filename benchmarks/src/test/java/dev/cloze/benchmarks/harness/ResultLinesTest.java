package dev.cloze.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLinesTest {
    private static final Result BASELINE = Results.of("baseline", Results.QUIET, Results.STEADY, 1, 1, 1, 1, 1.1);
    private static final Result FAST = Results.of("fast", Results.QUIET, Results.STEADY, 0.5, 0.5, 0.6, 0.5, 0.4);

    @TempDir
    private Path folder;

    @Test
    void aResultSaysWhatItsSamplesSay() {
        assertThat(FAST.quartiles()).isEqualTo(new Quartiles(0.5, 0.5, 0.5));
        assertThat(FAST.ratio().value()).isEqualTo(0.5);
        assertThat(FAST.ratio().isDifference()).isTrue();
        assertThat(BASELINE.ratio()).isNull();
        assertThat(FAST.waitingShare()).isEqualTo(0.25, within(1e-12));
        assertThat(FAST.peakShare()).as("100 of 100 GFLOP/s").isEqualTo(1, within(1e-12));
        assertThat(FAST.itemsPerSecond()).isEqualTo(8192);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("a.jsonl");
        ResultLines.write(file, List.of(BASELINE, FAST));
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(ResultLines.read(file)).containsExactly(BASELINE, FAST);
    }

    @Test
    void aDamagedLineIsNamed() throws IOException {
        String good = ResultLines.line(BASELINE);
        assertFault(good.substring(0, 80), "a line of cloze bench");
        assertFault("", "a JSON object, got an empty line");
        assertFault("{}", "format: expected 1, got 0");
        assertFault("{\"format\":1}", "a field is missing");
        assertFault(good.replace("\"format\":1", "\"format\":2"), "format: expected 1, got 2");
        assertFault(good, "each variant of a cell once, got bench cell baseline again");
    }

    private void assertFault(String secondLine, String message) throws IOException {
        Path file = folder.resolve("bad.jsonl");
        Files.write(file, List.of(ResultLines.line(BASELINE), secondLine));
        assertThatThrownBy(() -> ResultLines.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ":2: expected ")
                .hasMessageContaining(message);
    }
}
