package dev.cloze.tokenizer.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What BERT's normalizer and pre-tokenizer make of each code point, as measured on the reference. The JDK's own tables
 * would not do: they change with its version, and the reference knows some punctuation and marks only by the Unicode of
 * an earlier year (367 code points differed on JDK 17).
 */
final class BertCharacters {
    private static final byte REMOVED = 1;
    private static final byte SPACE = 1 << 1;
    private static final byte IDEOGRAPH = 1 << 2;
    private static final byte MARK = 1 << 3;
    private static final byte PUNCTUATION = 1 << 4;

    private static final byte[] KINDS = new byte[Character.MAX_CODE_POINT + 1];

    /** Distance from a letter to its lower case; letters above U+1FFFF have none. */
    private static final int[] TO_LOWER = new int[0x20000];

    static {
        read("bert-characters.txt");
        // Not characters at all. As U+FFFD, which stands for them in UTF-8, they are removed.
        mark(Character.MIN_SURROGATE, Character.MAX_SURROGATE, REMOVED);
    }

    private BertCharacters() {}

    static boolean isRemoved(int codePoint) {
        return (KINDS[codePoint] & REMOVED) != 0;
    }

    static boolean isSpace(int codePoint) {
        return codePoint == ' ' || (KINDS[codePoint] & SPACE) != 0;
    }

    /** Whether it is one of BERT's "Chinese characters", each of which is a word. */
    static boolean isIdeograph(int codePoint) {
        return (KINDS[codePoint] & IDEOGRAPH) != 0;
    }

    static boolean isMark(int codePoint) {
        return (KINDS[codePoint] & MARK) != 0;
    }

    static boolean isPunctuation(int codePoint) {
        return (KINDS[codePoint] & PUNCTUATION) != 0;
    }

    static int toLower(int codePoint) {
        return codePoint < TO_LOWER.length ? codePoint + TO_LOWER[codePoint] : codePoint;
    }

    private static void read(String resource) {
        try (InputStream bytes = BertCharacters.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    readLine(line.split(" "));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readLine(String[] fields) {
        int first = Integer.parseInt(fields[1], 16);
        int last = Integer.parseInt(fields[2], 16);
        switch (fields[0]) {
            case "removed" -> mark(first, last, REMOVED);
            case "space" -> mark(first, last, SPACE);
            case "ideograph" -> mark(first, last, IDEOGRAPH);
            case "mark" -> mark(first, last, MARK);
            case "punctuation" -> mark(first, last, PUNCTUATION);
            case "lower" -> {
                for (int c = first; c <= last; c += Integer.parseInt(fields[3])) {
                    TO_LOWER[c] = Integer.parseInt(fields[4]);
                }
            }
            default -> throw new IllegalStateException("bert-characters.txt: expected a known kind, got " + fields[0]);
        }
    }

    private static void mark(int first, int last, byte kind) {
        for (int c = first; c <= last; c++) {
            KINDS[c] |= kind;
        }
    }
}
