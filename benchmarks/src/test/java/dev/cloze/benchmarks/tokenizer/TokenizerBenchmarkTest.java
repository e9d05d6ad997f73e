package dev.cloze.benchmarks.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import org.junit.jupiter.api.Test;

class TokenizerBenchmarkTest {
    @Test
    void allVariantsMakeAsManyTokens() throws Exception {
        for (SampleText text : SampleText.values()) {
            try (Encoders empty = Encoders.empty(text, 100_000, 2);
                    Encoders warm = Encoders.warm(text, 100_000, 1);
                    Encoders nativeEngine = Encoders.ofTheNativeEngine(text, 100_000, 2)) {
                assertThat(empty.tokens()).isEqualTo(nativeEngine.tokens()).isGreaterThan(15_000);
                assertThat(warm.tokens()).isEqualTo(nativeEngine.tokens());
            }
        }
    }

    @Test
    void cellsAreTwoTextsOnOneThreadAndTwo() {
        assertThat(Benchmarks.named("tokenizer").cells(Preset.QUICK))
                .extracting(Cell::name)
                .containsExactly(
                        "wordpiece/europarl/1-thread",
                        "wordpiece/europarl/2-threads",
                        "wordpiece/english/1-thread",
                        "wordpiece/english/2-threads");
    }
}
