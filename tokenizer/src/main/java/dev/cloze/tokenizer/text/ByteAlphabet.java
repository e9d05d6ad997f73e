package dev.cloze.tokenizer.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 256 visible characters in which byte-level models spell bytes (Radford et al. 2019, GPT-2): printable bytes of
 * Latin-1 stand for themselves, the others are U+0100 and what follows, in the order of their values.
 */
public final class ByteAlphabet {
    private static final char[] CHARACTERS = new char[256];
    private static final short[] BYTES = new short[512];

    static {
        Arrays.fill(BYTES, (short) -1);
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean ascii = value >= '!' && value <= '~';
            boolean visible = ascii || (value >= 0xA1 && value != 0xAD);
            CHARACTERS[value] = visible ? (char) value : next++;
            BYTES[CHARACTERS[value]] = (short) value;
        }
    }

    private ByteAlphabet() {}

    /** The character of a byte, of which the lowest eight bits count. */
    public static char character(int value) {
        return CHARACTERS[value & 0xFF];
    }

    /** Whether the character stands for a byte. */
    public static boolean isOne(int character) {
        return character >= 0 && character < BYTES.length && BYTES[character] >= 0;
    }

    /** The text's bytes in UTF-8, each as its character. */
    public static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        char[] spelt = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            spelt[i] = CHARACTERS[bytes[i] & 0xFF];
        }
        return new String(spelt);
    }

    /** The bytes that a spelling stands for. */
    public static byte[] bytes(String spelt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(spelt.length());
        for (int i = 0; i < spelt.length(); i++) {
            if (!isOne(spelt.charAt(i))) {
                throw new IllegalArgumentException("spelt: expected characters that stand for bytes, got " + spelt);
            }
            bytes.write(BYTES[spelt.charAt(i)]);
        }
        return bytes.toByteArray();
    }
}
