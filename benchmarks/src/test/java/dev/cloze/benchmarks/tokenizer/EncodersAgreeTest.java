package dev.cloze.benchmarks.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.models.MiniLm;
import dev.cloze.tokenizer.Encoding;
import dev.cloze.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both engines on the text of the samples, 11 languages and English, by a vocabulary that the world uses. */
class EncodersAgreeTest {
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void idsOfAMegabyteAreTheNativeOnes() throws Exception {
        requireSame(MEGABYTE / 2);
    }

    @Test
    @Tag("slow")
    void idsOfFiftyMegabytesAreTheNativeOnes() throws Exception {
        requireSame(25 * MEGABYTE);
    }

    private void requireSame(int bytes) throws Exception {
        MiniLm.write(folder);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.bulk().isJava()).isTrue();
            for (SampleText text : SampleText.values()) {
                List<String> pieces = text.pieces(bytes);
                for (String piece : pieces) {
                    int[] expected = tokenizer.encode(piece);
                    Encoding got = tokenizer.bulk().encodeWithPlaces(piece);
                    assertThat(Arrays.equals(got.ids(), expected)).as(piece).isTrue();
                    assertThat(Arrays.equals(tokenizer.bulk().encode(piece), expected))
                            .as(piece)
                            .isTrue();
                }
            }
        }
    }
}
