package dev.cloze.benchmarks.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.attention.Crossovers.Winner;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Environment;
import dev.cloze.benchmarks.harness.MachinePeak;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.Test;

class AttentionReportTest {
    private static final Environment MACHINE =
            new Environment("os", "cpu <1>", 2, 2, "jdk", "PyTorch", 1, Map.of(), 0.0, "today", null);

    /** The three results of a kernel; backward takes twice as long as forward. */
    private static List<AttentionResult> results(
            String layout, int length, String kernel, double forwardMillis, boolean passes) {
        return Stream.of(Direction.values())
                .map(direction -> {
                    double seconds = 1e-3
                            * forwardMillis
                            * switch (direction) {
                                case FORWARD -> 1;
                                case BACKWARD -> 2;
                                case BOTH -> 3;
                            };
                    List<Sample> samples = new ArrayList<>();
                    for (int i = 0; i < 9; i++) {
                        samples.add(new Sample(seconds * (1 + 0.01 * i), 0));
                    }
                    long useful = layout.startsWith("padded") ? 100 : 400;
                    Cell cell = new Cell(
                            layout + "/T" + length + "/" + direction.label(),
                            new Work(OptionalLong.of(1_000_000), useful, "tokens"),
                            new Rounds(0, 9, 1),
                            "eager",
                            List.of(new Variant("eager", () -> null), new Variant("not-" + kernel, () -> null)));
                    Result result = Result.of(
                            "attention",
                            "test",
                            cell,
                            kernel,
                            samples,
                            samples,
                            OptionalLong.empty(),
                            new MachinePeak(1e9, 1e9),
                            OptionalDouble.of(0),
                            MACHINE,
                            Optional.empty(),
                            1);
                    return new AttentionResult(
                            result,
                            new AttentionResult.Details(
                                    direction.label(),
                                    layout,
                                    length,
                                    8,
                                    2,
                                    4,
                                    null,
                                    4,
                                    400,
                                    1000,
                                    "formula",
                                    1_000_000 / result.quartiles().median(),
                                    48_000,
                                    0.25,
                                    0.001,
                                    new Errors(1e-7, 2e-7, 3e-7, 4e-7),
                                    2,
                                    1.0,
                                    passes,
                                    passes ? "passes" : "FAILED: inexact, \"very\"",
                                    0,
                                    null,
                                    1e-6,
                                    1,
                                    List.of(kernel),
                                    Map.of("other", "no | memory")));
                })
                .toList();
    }

    private static List<AttentionResult> all(List<List<AttentionResult>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    @Test
    void theFastestIsNamedWithThoseThatMayBeAsFastAndNoneThatFailed() {
        Crossovers crossovers = Crossovers.of(all(List.of(
                results("full", 128, "eager", 4, true),
                results("full", 128, "fused", 2, true),
                results("full", 128, "wrong", 1, false),
                results("full", 64, "eager", 2, true),
                results("full", 64, "fused", 2.01, true),
                results("full", 64, "slow", 6, true))));
        assertThat(crossovers.series()).containsOnlyKeys("full, 2 heads of 8, 400 tokens");
        assertThat(crossovers.series().get("full, 2 heads of 8, 400 tokens"))
                .usingRecursiveFieldByFieldElementComparator(RecursiveComparisonConfiguration.builder()
                        .withComparatorForType(new DoubleComparator(1e-9), Double.class)
                        .build())
                .containsExactly(
                        new Winner(64, List.of("eager", "fused"), "slow", 3),
                        new Winner(128, List.of("fused"), "eager", 2));
    }

    @Test
    void packedRowsStandBesidePaddedOnesOfTheSameSizes() {
        String markdown = new AttentionReport(all(List.of(
                        results("padded-wordnet", 64, "eager", 2, true),
                        results("packed-wordnet", 64, "eager", 4, true),
                        results("packed-europarl-en", 64, "eager", 4, true))))
                .markdown();
        List<String> rows = markdown.lines()
                .filter(line -> line.startsWith("| packed-wordnet/T64 | eager | 25 %"))
                .toList();
        // 100 useful tokens in 6.24 ms against 400 in 12.48.
        assertThat(rows).containsExactly("| packed-wordnet/T64 | eager | 25 % | 16,026 | 32,051 | 2.00 |");
        assertThat(markdown).contains("no \\| memory");
    }

    @Test
    void theTableForProgramsHasALineForEachResult() {
        List<AttentionResult> results = results("full", 64, "eager", 2, false);
        List<String> lines = new AttentionReport(results).csv().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("task,kernel,direction,");
        assertThat(lines.get(1)).startsWith("full/T64,eager,forward,full,64,8,2,4,,4,400,400,1000,1000000,9,");
        assertThat(lines.get(3)).endsWith(",false,\"FAILED: inexact, \"\"very\"\"\",0.0");
        assertThat(lines.get(0).split(",", -1))
                .hasSameSizeAs(lines.get(1).replaceFirst("\".*\"", "").split(",", -1));
    }

    @Test
    void thePageIsSelfContainedAndDrawsEachKernel() {
        String html = new AttentionReport(all(List.of(
                        results("full", 64, "eager", 2, true),
                        results("full", 128, "eager", 4, true),
                        results("full", 64, "fused", 1, true),
                        results("full", 128, "fused", 1, true))))
                .page()
                .html();
        assertThat(html.split("<polyline", -1)).hasSize(1 + 3 * 2);
        assertThat(html).contains("cpu &lt;1&gt;").doesNotContain("http", "<script", "<link");
    }
}
