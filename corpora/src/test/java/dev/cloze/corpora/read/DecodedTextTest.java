package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodedTextTest {
    private static final String RUSSIAN =
            "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью.";
    private static final String JAPANESE = "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており。";
    private static final String GERMAN =
            "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt.";

    @ParameterizedTest
    @CsvSource({"windows-1251, ru", "KOI8-R, ru", "Shift_JIS, ja", "EUC-JP, ja", "ISO-8859-1, de", "UTF-16LE, de"})
    void theCharsetIsGuessedWhereNothingSaysIt(String charset, String language) {
        String text = language.equals("ru") ? RUSSIAN : language.equals("ja") ? JAPANESE : GERMAN;
        String marked = charset.startsWith("UTF-16") ? "\uFEFF" + text : text;
        DecodedText decoded = DecodedText.of(marked.getBytes(Charset.forName(charset)));
        assertThat(decoded.text()).isEqualTo(text);
        assertThat(decoded.malformed()).isZero();
        assertThat(decoded.decision())
                .isEqualTo(charset.startsWith("UTF-16") ? DecodedText.Decision.MARK : DecodedText.Decision.DETECTED);
    }

    @Test
    void wellFormedUtf8IsUtf8AndAMarkIsDropped() {
        assertThat(DecodedText.of(RUSSIAN.getBytes(UTF_8)).decision()).isEqualTo(DecodedText.Decision.WELL_FORMED);
        DecodedText marked = DecodedText.of(("\uFEFF" + RUSSIAN).getBytes(UTF_8));
        assertThat(marked.text()).isEqualTo(RUSSIAN);
        assertThat(marked.decision()).isEqualTo(DecodedText.Decision.MARK);
        assertThat(DecodedText.of("a \uFFFD b".getBytes(UTF_8)).malformed()).isZero();
    }

    @Test
    void aFewWrongBytesInMuchUtf8AreReplacedAndCounted() {
        byte[] bytes = RUSSIAN.repeat(3).getBytes(UTF_8);
        bytes[20] = (byte) 0xff;
        DecodedText decoded = DecodedText.of(bytes);
        assertThat(decoded.charset()).isEqualTo("UTF-8");
        assertThat(decoded.malformed()).isBetween(1L, 2L);
        assertThat(decoded.firstMalformed()).isEqualTo(20);
        assertThat(decoded.text()).contains("\uFFFD").endsWith("совестью.");
    }

    @Test
    void aDeclarationThatCannotBeTrueIsNotBelieved() {
        assertThat(DecodedText.of(RUSSIAN.getBytes(UTF_8), Optional.of("us-ascii"))
                        .text())
                .isEqualTo(RUSSIAN);
        assertThat(DecodedText.of(RUSSIAN.getBytes(UTF_8), Optional.of("")).text())
                .isEqualTo(RUSSIAN);
        assertThat(DecodedText.of(GERMAN.getBytes(Charset.forName("windows-1252")), Optional.of("utf-8"))
                        .text())
                .isEqualTo(GERMAN);
    }
}
