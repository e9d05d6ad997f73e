package dev.cloze.benchmarks.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RivalEncodingTest {
    private static final List<String> TEXTS = List.of("the tide rose", "the tide fell", "ebb");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    same           | pretended 1, the same ids in all of 3 texts
                    another-id     | pretended 1, other ids in 1 of 3 texts: %1$d tokens, Cloze %1$d
                    own-vocabulary | pretended 1, with its own vocabulary mine: %1$d tokens, Cloze %1$d
                    """)
    void theRemarkSaysWhetherIdsAreClozes(String kind, String remark) throws Exception {
        try (RivalEncoding rival = open(kind)) {
            assertThat(rival.remark()).hasValue(String.format(remark, clozesTokens()));
        }
    }

    @Test
    void theProcessTakesItsOwnTimeAndMemory() throws Exception {
        try (RivalEncoding rival = open("same")) {
            assertThat(rival.sample(() -> 0).seconds()).isEqualTo(0.5);
            assertThat(rival.peakRssMiB()).hasValue(12);
        }
    }

    @Test
    void aProcessThatEndsIsNoticed() {
        assertThatThrownBy(() -> open("dead")).hasMessageEndingWith("expected a process that answers, got its end");
    }

    @Test
    void rivalsAreSetBesideWhatTheyRead() {
        assertThat(Rival.QUICKTOK.takes(EncodedModel.BPE_LLAMA3, 2)).isTrue();
        assertThat(Rival.QUICKTOK.takes(EncodedModel.BPE, 2)).isFalse();
        assertThat(Rival.BPE_OPENAI.takes(EncodedModel.BPE_LLAMA3, 1)).isTrue();
        assertThat(Rival.BPE_OPENAI.takes(EncodedModel.BPE_LLAMA3, 2)).isFalse();
    }

    private static RivalEncoding open(String kind) throws Exception {
        List<String> program = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                PretendRival.class.getName(),
                kind);
        return new RivalEncoding(program, new TrainedText(EncodedModel.BPE, () -> TEXTS), 1);
    }

    private static int clozesTokens() throws Exception {
        TrainedText text = new TrainedText(EncodedModel.BPE, () -> TEXTS).open();
        try (Tokenizer tokenizer = Tokenizer.load(text.folder())) {
            return TEXTS.stream().mapToInt(one -> tokenizer.encode(one).length).sum();
        } finally {
            text.close();
        }
    }
}
