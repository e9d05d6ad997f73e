package dev.cloze.benchmarks.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.benchmarks.harness.Comparison;
import dev.cloze.core.torch.Scope;
import dev.cloze.tokenizer.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small cell with all there is and with what must be caught. */
class AttentionRunTest {
    private static final List<AttentionResult> RESULTS = new ArrayList<>();

    private static AttentionRun run;

    @BeforeAll
    static void measure() throws Exception {
        int open = Scope.openScopes();
        List<Attention> attentions = new ArrayList<>(Attentions.all());
        attentions.addAll(List.of(Planted.wrong(), Planted.caching(), Planted.notANumber(), Planted.refusing()));
        AttentionCell cell =
                AttentionCell.of(Layout.PACKED_WINDOWED, Optional.of(DocumentLengths.WORDNET), 128, 64, 2, 16);
        run = new AttentionRun(attentions, "test", List.of(cell), 5);
        run.run(RESULTS::addAll);
        assertThat(Scope.openScopes()).isEqualTo(open);
    }

    private static AttentionResult of(String name, Direction direction) {
        return RESULTS.stream()
                .filter(result -> result.result().variant().equals(name)
                        && result.attention().direction().equals(direction.label()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyKernelPasses() {
        for (Attention attention : Attentions.all()) {
            assertThat(of(attention.name(), Direction.BOTH).attention().verdict())
                    .as(attention.name())
                    .isEqualTo("passes");
        }
    }

    @Test
    void aWrongKernelFails() {
        AttentionResult.Details wrong = of("wrong", Direction.FORWARD).attention();
        assertThat(wrong.passes()).isFalse();
        assertThat(wrong.verdict()).isEqualTo("FAILED: inexact");
        assertThat(wrong.errors().dV()).isCloseTo(1e-3, within(1e-4));
        assertThat(wrong.errors().out()).isLessThan(1e-6);
    }

    @Test
    void aKernelThatCachesItsResultsIsCaught() {
        AttentionResult.Details caching = of("caching", Direction.BOTH).attention();
        assertThat(caching.errors().areAcceptableBeside(caching.errors())).isTrue();
        assertThat(caching.passes()).isFalse();
        int rounds = of("caching", Direction.BOTH).result().seconds().size();
        assertThat(caching.verdict())
                .isEqualTo("FAILED: in " + rounds + " of " + rounds + " rounds other results than eager");
    }

    @Test
    void whatDoesNotWorkIsLeftOutWithTheReason() {
        assertThat(of("eager", Direction.BOTH).attention().absent())
                .containsEntry("not-a-number", "its results are not all finite")
                .containsEntry("refusing", "IllegalStateException: it does not work");
        assertThat(RESULTS).extracting(result -> result.result().variant()).doesNotContain("not-a-number", "refusing");
    }

    @Test
    void bothIsForwardAndBackwardOfTheSameRound() {
        for (int i = 0; i < 9; i++) {
            assertThat(of("eager", Direction.BOTH).result().seconds().get(i))
                    .isCloseTo(
                            of("eager", Direction.FORWARD).result().seconds().get(i)
                                    + of("eager", Direction.BACKWARD)
                                            .result()
                                            .seconds()
                                            .get(i),
                            within(1e-9));
        }
    }

    @Test
    void speedIsTheTasksWorkInTheMedianCall() {
        AttentionResult backward = of("fused", Direction.BACKWARD);
        assertThat(backward.result().flops())
                .isEqualTo(2 * 4 * backward.attention().pairs() * 2 * 16);
        assertThat(backward.attention().flopsPerSecond())
                .isCloseTo(
                        backward.result().flops()
                                / backward.result().quartiles().median(),
                        within(1.0));
        assertThat(backward.attention().conversionSeconds()).isPositive();
    }

    @Test
    void benchCompareReadsTheLines(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("lines");
        Files.write(file, RESULTS.stream().map(AttentionLines::line).toList());
        assertThat(Comparison.of(file, file).verdicts()).hasSameSizeAs(RESULTS);
    }

    @Test
    void aStoppedRunGoesOnWithTheCellsThatAreMissing(@TempDir Path folder) throws Exception {
        AttentionFolder.of(folder, run).add(RESULTS);
        AttentionCell other = AttentionCell.of(Layout.FULL, Optional.empty(), 128, 64, 2, 16);
        AttentionRun longer =
                new AttentionRun(run.attentions(), "test", List.of(run.cells().get(0), other), 5);
        AttentionFolder again = AttentionFolder.of(folder, longer);
        assertThat(again.results()).isEqualTo(RESULTS);
        assertThat(longer.without(again.results()).cells()).containsExactly(other);
    }

    @Test
    void resultsOfAnotherRunAreNotGoneOnWith(@TempDir Path folder) throws Exception {
        AttentionFolder.of(folder, run).add(RESULTS);
        assertThatThrownBy(() -> AttentionFolder.of(folder, new AttentionRun(run.attentions(), "test", run.cells(), 6)))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("got seed 6 against 5; name another folder");
        assertThatThrownBy(() -> AttentionFolder.of(folder, new AttentionRun(Attentions.all(), "test", run.cells(), 5)))
                .hasMessageContaining("got kernels [");
    }
}
