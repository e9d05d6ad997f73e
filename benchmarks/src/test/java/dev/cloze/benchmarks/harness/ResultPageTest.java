package dev.cloze.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultPageTest {
    private static final Result BASELINE = Results.of("baseline", Results.QUIET, Results.STEADY, 1, 1, 2);
    private static final Result FAST = Results.beside(0.4, "fast", Results.QUIET, Results.STEADY, 0.5, 0.5, 1.5);

    @Test
    void everyResultIsARowBelowItsCommandAndMachine() {
        List<String> lines = ResultPage.of(List.of(BASELINE, FAST), Map.of("bench", "One thing\nbeside another."))
                .lines()
                .toList();

        assertThat(lines)
                .containsSubsequence(
                        "# Benchmarks",
                        "## bench",
                        "",
                        "One thing",
                        "beside another.",
                        "",
                        "`./cloze bench bench --preset quick`, A, 2 cores; 2 threads; Linux amd64; VM 17; PyTorch 2.7.1; 2026-01-01;"
                                + " no commit; matrix multiply 100 GFLOP/s.",
                        "| cell | variant | ms | middle half | ratio (95 %) | per second | of peak | RSS, MiB | others |",
                        "| cell | baseline | 1,000.0 | 1,000.0 to 1,500.0 | 1 | 4,096.0 tokens | 50.0 % | 321 | 1.0 % |",
                        "- cell, fast: half a second less");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("| cell | fast | 500.0 | 500.0 to 1,000.0 | **0.500** ("))
                .singleElement()
                .asString()
                .endsWith(" | 8,192.0 tokens | 100.0 % | 321 | 40.0 % |");
    }
}
