package dev.cloze.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DocumentTest {
    @Test
    void bytesAreThoseOfUtf8() {
        String text = "a é ह 𐍈 z";
        assertThat(new Document("a", 0, text).bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void blankTextIsNoDocument() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Document("a", 0, " \n"));
    }
}
