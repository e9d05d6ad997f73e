package dev.cloze.tokenizer.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The classes of code points by which words are cut, as measured on the reference: its regular expressions, its
 * Whitespace, its Digits and its StripAccents each have a Unicode table of their own. The JDK's tables change with its
 * version, and vocabularies would with them.
 */
final class WordCharacters {
    private static final byte LETTER = 1;
    private static final byte NUMBER = 1 << 1;
    private static final byte SPACE = 1 << 2;
    private static final byte WORD = 1 << 3;
    private static final byte BLANK = 1 << 4;
    private static final byte DIGIT = 1 << 5;
    private static final byte MARK = 1 << 6;

    private static final byte[] KINDS = new byte[Character.MAX_CODE_POINT + 1];

    static {
        read("word-characters.txt");
    }

    private WordCharacters() {}

    /** What the regular expressions of GPT-2 and Llama 3 mean by a letter. */
    static boolean isLetter(int codePoint) {
        return (KINDS[codePoint] & LETTER) != 0;
    }

    /** What they mean by a number. */
    static boolean isNumber(int codePoint) {
        return (KINDS[codePoint] & NUMBER) != 0;
    }

    /** What they mean by a space. */
    static boolean isSpace(int codePoint) {
        return (KINDS[codePoint] & SPACE) != 0;
    }

    /** What they mean by none of these. */
    static boolean isOther(int codePoint) {
        return (KINDS[codePoint] & (LETTER | NUMBER | SPACE)) == 0;
    }

    /** What Whitespace takes for a part of a word. */
    static boolean isWord(int codePoint) {
        return (KINDS[codePoint] & WORD) != 0;
    }

    /** What Whitespace leaves out. */
    static boolean isBlank(int codePoint) {
        return (KINDS[codePoint] & BLANK) != 0;
    }

    /** What Digits sets apart. */
    static boolean isDigit(int codePoint) {
        return (KINDS[codePoint] & DIGIT) != 0;
    }

    /** What StripAccents removes. */
    static boolean isMark(int codePoint) {
        return (KINDS[codePoint] & MARK) != 0;
    }

    private static void read(String resource) {
        try (InputStream bytes = WordCharacters.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split(" ", -1);
                    mark(kind(fields[0]), Integer.parseInt(fields[1], 16), Integer.parseInt(fields[2], 16));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte kind(String name) {
        return switch (name) {
            case "letter" -> LETTER;
            case "number" -> NUMBER;
            case "space" -> SPACE;
            case "word" -> WORD;
            case "blank" -> BLANK;
            case "digit" -> DIGIT;
            case "mark" -> MARK;
            default -> throw new IllegalStateException("word-characters.txt: expected a known kind, got " + name);
        };
    }

    private static void mark(byte kind, int first, int last) {
        for (int c = first; c <= last; c++) {
            KINDS[c] |= kind;
        }
    }
}
