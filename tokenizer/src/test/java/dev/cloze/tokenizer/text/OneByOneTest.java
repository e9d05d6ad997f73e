package dev.cloze.tokenizer.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OneByOneTest {
    /** Without the table, as it is asked for only once a character is above it. */
    private static final String ABOVE = "\u4E00";

    @Test
    void theTableChangesNothing() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int settings = 0; settings < 16; settings++) {
            Normalizer bert = Normalizers.bert(
                    (settings & 1) != 0, (settings & 2) != 0, (settings & 4) != 0, (settings & 8) != 0);
            for (int round = 0; round < 20_000; round++) {
                StringBuilder text = new StringBuilder();
                int end = round % 2 == 0 ? 0x600 : 0x2000;
                for (int i = random.nextInt(8); i >= 0; i--) {
                    text.append((char) random.nextInt(end));
                }
                AlignedText listed = bert.normalize(AlignedText.of(text.toString()));
                AlignedText plain = bert.normalize(AlignedText.of(text + " " + ABOVE));
                String where = text + ", settings " + settings + ", seed " + seed;
                assertEquals(plain.part(0, listed.length()).toString(), listed.toString(), where);
                for (int i = 0; i < listed.length(); i++) {
                    assertEquals(plain.start(i), listed.start(i), where);
                    assertEquals(plain.end(i), listed.end(i), where);
                }
            }
        }
    }
}
