package dev.cloze.benchmarks.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizerBenchmarkTest {
    @ParameterizedTest
    @EnumSource
    void allVariantsMakeAsManyTokens(EncodedModel model) throws Exception {
        for (SampleText text : SampleText.values()) {
            try (Encoders empty = Encoders.empty(model, text, 100_000, 2);
                    Encoders warm = Encoders.warm(model, text, 100_000, 1);
                    Encoders nativeEngine = Encoders.ofTheNativeEngine(model, text, 100_000, 2)) {
                assertThat(empty.tokens()).isEqualTo(nativeEngine.tokens()).isGreaterThan(15_000);
                assertThat(warm.tokens()).isEqualTo(nativeEngine.tokens());
            }
        }
    }

    @Test
    void cellsAreTwoTextsInFourVocabulariesOnOneThreadAndTwo() {
        assertThat(Benchmarks.named("tokenizer").cells(Preset.QUICK))
                .extracting(Cell::name)
                .hasSize(16)
                .startsWith("wordpiece/europarl/1-thread", "wordpiece/europarl/2-threads", "bpe/europarl/1-thread")
                .endsWith("unigram/english/1-thread", "unigram/english/2-threads");
    }
}
