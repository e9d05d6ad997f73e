package dev.cloze.tokenizer.train;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The visible characters that stand for the 256 bytes (Radford et al. 2019, code of GPT-2): printable characters of
 * Latin-1 stand for themselves, the other 68 bytes are U+0100 and on, in the order of their values.
 */
final class ByteCharacters {
    private static final char[] CHARACTERS = new char[256];

    static {
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            // Neither the no-break space nor the soft hyphen is one that is seen.
            boolean isPrintable = (value > ' ' && value < 0x7F) || (value > 0xA0 && value != 0xAD);
            CHARACTERS[value] = isPrintable ? (char) value : next++;
        }
    }

    private ByteCharacters() {}

    /** All 256, as code points. */
    static Set<Integer> all() {
        return IntStream.range(0, 256)
                .mapToObj(value -> (int) CHARACTERS[value])
                .collect(Collectors.toSet());
    }

    /** The character that stands for a byte. */
    static String of(int value) {
        return String.valueOf(CHARACTERS[value]);
    }

    /** Hands over the characters of a text's bytes in UTF-8. */
    static void forEach(String text, IntConsumer characters) {
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            characters.accept(CHARACTERS[value & 0xFF]);
        }
    }
}
