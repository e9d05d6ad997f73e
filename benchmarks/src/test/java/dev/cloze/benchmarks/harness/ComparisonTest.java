package dev.cloze.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.harness.Comparison.Compared;
import dev.cloze.benchmarks.harness.Comparison.NotComparable;
import dev.cloze.benchmarks.harness.Comparison.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final double[] TIMES = {1.00, 1.02, 0.99, 1.01, 1.00, 0.98, 1.03};

    @TempDir
    private Path folder;

    @Test
    void aDifferenceIsRealIfTheIntervalExcludesOne() throws IOException {
        Result a = Results.of("v", Results.QUIET, Results.STEADY, TIMES);
        Result slower = Results.of("v", Results.QUIET, Results.STEADY, 1.20, 1.22, 1.19, 1.21, 1.20, 1.18, 1.23);
        assertThat(verdict(a, slower)).isInstanceOfSatisfying(Compared.class, compared -> {
            assertThat(compared.key()).isEqualTo("bench cell v");
            assertThat(compared.ratio().value()).isEqualTo(1.2);
            assertThat(compared.ratio().isDifference()).isTrue();
        });
        assertThat(verdict(a, a))
                .isInstanceOfSatisfying(
                        Compared.class,
                        compared -> assertThat(compared.ratio().isDifference()).isFalse());
    }

    @Test
    void otherMachinesAreNotCompared() throws IOException {
        assertThat(reason(environment("Linux amd64", "A", 2, 1), Results.STEADY))
                .isEqualTo("threads 2 against 1");
        assertThat(reason(environment("Linux amd64", "A", 4, 2), Results.STEADY))
                .isEqualTo("cores 2 against 4");
        assertThat(reason(environment("Linux amd64", "B", 2, 2), Results.STEADY))
                .isEqualTo("processor A against B");
        assertThat(reason(environment("Linux arm64", "A", 2, 2), Results.STEADY))
                .isEqualTo("system Linux amd64 against Linux arm64");
        assertThat(reason(Results.QUIET, new MachinePeak(70e9, 80e9)))
                .isEqualTo("the machine's own peak was 100 against 80 GFLOP/s");
    }

    @Test
    void timesOfABusyMachineAreNotCompared() throws IOException {
        Result quiet = Results.of("v", Results.QUIET, Results.STEADY, TIMES);
        Result busy = Results.beside(0.4, "v", Results.QUIET, Results.STEADY, TIMES);
        assertThat(verdict(quiet, busy))
                .isEqualTo(new NotComparable("bench cell v", "other processes used 40 % of the machine in B"));
    }

    @Test
    void whatOnlyOneFileHasIsNamed() throws IOException {
        Result both = Results.of("both", Results.QUIET, Results.STEADY, TIMES);
        Comparison comparison = compare(
                List.of(Results.of("old", Results.QUIET, Results.STEADY, TIMES), both),
                List.of(both, Results.of("new", Results.QUIET, Results.STEADY, TIMES)));
        assertThat(comparison.verdicts()).extracting(Verdict::key).containsExactly("bench cell both");
        assertThat(comparison.onlyInFirst()).containsExactly("bench cell old");
        assertThat(comparison.onlyInSecond()).containsExactly("bench cell new");
    }

    private String reason(Environment environment, MachinePeak peak) throws IOException {
        Verdict verdict = verdict(
                Results.of("v", Results.QUIET, Results.STEADY, TIMES), Results.of("v", environment, peak, TIMES));
        return ((NotComparable) verdict).reason();
    }

    private Verdict verdict(Result first, Result second) throws IOException {
        return compare(List.of(first), List.of(second)).verdicts().get(0);
    }

    private Comparison compare(List<Result> first, List<Result> second) throws IOException {
        Path a = folder.resolve("a.jsonl");
        Path b = folder.resolve("b.jsonl");
        ResultLines.write(a, first);
        ResultLines.write(b, second);
        return Comparison.of(a, b);
    }

    private static Environment environment(String os, String cpu, int cores, int threads) {
        return new Environment(os, cpu, cores, threads, "VM 21", "PyTorch 2.7.1", 512, Map.of(), null, "2026", "abc");
    }
}
