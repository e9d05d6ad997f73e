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
        for (SampleText sample : SampleText.values()) {
            TrainedText text = new TrainedText(model, () -> sample.pieces(100_000));
            try (Encoders empty = Encoders.empty(text, 2);
                    Encoders warm = Encoders.warm(text, 1);
                    Encoders nativeEngine = Encoders.ofTheNativeEngine(text, 2)) {
                assertThat(empty.tokens()).isEqualTo(nativeEngine.tokens()).isGreaterThan(15_000);
                assertThat(warm.tokens()).isEqualTo(nativeEngine.tokens());
                assertThat(text.folder()).exists();
            }
            assertThat(text.folder()).doesNotExist();
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
