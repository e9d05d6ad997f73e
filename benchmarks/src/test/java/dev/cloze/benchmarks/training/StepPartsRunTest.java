package dev.cloze.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Result;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.TimeValue;

class StepPartsRunTest {
    @Test
    void everyPartIsMeasuredAndTheLargerTakeLonger() throws Exception {
        List<Result> results = StepPartsRun.run(Preset.QUICK, 0, 9, TimeValue.milliseconds(20), 1);
        assertThat(results)
                .extracting(Result::cell)
                .containsExactly(
                        "arrays",
                        "bestFitPacking",
                        "bestFitRow",
                        "collator",
                        "masking",
                        "scriptCall",
                        "shardReading",
                        "streamRow");
        assertThat(results).allSatisfy(result -> assertThat(result.seconds()).hasSize(9));
        Map<String, Double> medians = results.stream()
                .collect(Collectors.toMap(
                        Result::cell, result -> result.quartiles().median(), (a, b) -> a));
        Function<String, Double> median = medians::get;
        assertThat(median.apply("bestFitPacking")).isGreaterThan(10 * median.apply("bestFitRow"));
        assertThat(median.apply("collator")).isGreaterThan(median.apply("masking"));
        assertThat(median.apply("arrays")).isBetween(1e-6, 0.1);
        assertThat(median.apply("shardReading")).isBetween(1e-9, 1e-3);
    }
}
