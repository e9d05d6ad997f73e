package dev.cloze.corpora.clean;

import java.nio.charset.StandardCharsets;

/**
 * How much text there is.
 *
 * @param words runs without white space
 * @param bytes in UTF-8
 */
public record Volume(long documents, long words, long bytes) {
    public static final Volume NONE = new Volume(0, 0, 0);

    /** What {@link String#getBytes} makes of half of a pair, which counts two bytes here. */
    private static final byte LONE_SURROGATE = '?';

    static Volume of(TextIndex text) {
        return new Volume(1, text.words(), text.bytes());
    }

    /** As an index of the text counts, without making one. */
    static Volume of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length != text.length()) {
            return of(new TextIndex(text));
        }
        long words = 0;
        int before = CharClass.SPACE;
        for (int at = 0; at < utf8.length; at++) {
            byte ascii = utf8[at];
            if (ascii == LONE_SURROGATE && text.charAt(at) != LONE_SURROGATE) {
                return of(new TextIndex(text));
            }
            int space = CharClass.of((char) ascii) & CharClass.SPACE;
            words += before & ~space;
            before = space;
        }
        return new Volume(1, words, utf8.length);
    }

    /** This text and another. */
    public Volume plus(Volume other) {
        return new Volume(documents + other.documents, words + other.words, bytes + other.bytes);
    }
}
