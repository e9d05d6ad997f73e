package dev.cloze.tokenizer.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What the reference's normalizers and pre-tokenizers make of each code point, as measured on it. The JDK's own tables
 * would not do: they change with its version, and the reference knows Unicode by several libraries of different years.
 */
public final class Characters {
    static final short REMOVED = 1;
    static final short SPACE = 1 << 1;
    static final short IDEOGRAPH = 1 << 2;
    static final short MARK = 1 << 3;
    static final short PUNCTUATION = 1 << 4;
    static final short WHITE = 1 << 5;
    static final short LETTER = 1 << 6;
    static final short NUMBER = 1 << 7;
    static final short WORDLY = 1 << 8;
    static final short ACCENT = 1 << 9;
    static final short NMT_REMOVED = 1 << 10;
    static final short NMT_SPACE = 1 << 11;

    static final int DOTTED_CAPITAL_I = 0x130;

    private static final short[] KINDS = new short[Character.MAX_CODE_POINT + 1];

    /** Distance from a letter to its lower case; letters above U+1FFFF have none. */
    private static final int[] TO_LOWER = new int[0x20000];

    private static final Map<Integer, int[]> CANONICAL = new HashMap<>();
    private static final Map<Integer, int[]> COMPATIBLE = new HashMap<>();
    private static final Map<Integer, Integer> CLASSES = new HashMap<>();

    /** The code points whose canonical decomposition is put together again by NFC. */
    private static final Map<Integer, int[]> COMPOSED = new HashMap<>();

    static {
        read("characters.txt");
        // Its lower case has a dot beside the i, which is Normalizers' business.
        TO_LOWER[DOTTED_CAPITAL_I] = 'i' - DOTTED_CAPITAL_I;
        // Not characters at all. As U+FFFD, which stands for them in UTF-8, they are removed.
        mark(Character.MIN_SURROGATE, Character.MAX_SURROGATE, REMOVED);
    }

    private Characters() {}

    static short kinds(int codePoint) {
        return KINDS[codePoint];
    }

    static boolean is(int codePoint, short kind) {
        return (KINDS[codePoint] & kind) != 0;
    }

    /** Whether BERT drops it from a text: control and format characters. */
    public static boolean isRemoved(int codePoint) {
        return is(codePoint, REMOVED);
    }

    /** Whether BERT makes a space of it. */
    public static boolean isSpace(int codePoint) {
        return codePoint == ' ' || is(codePoint, SPACE);
    }

    /** Whether it is one of BERT's "Chinese characters", each of which is a word. */
    public static boolean isIdeograph(int codePoint) {
        return is(codePoint, IDEOGRAPH);
    }

    /** Whether BERT drops it with the accents. */
    public static boolean isMark(int codePoint) {
        return is(codePoint, MARK);
    }

    /** Whether it is a word of its own to BERT. */
    public static boolean isPunctuation(int codePoint) {
        return is(codePoint, PUNCTUATION);
    }

    /** Whether words end at it: Unicode's white space. */
    public static boolean isWhite(int codePoint) {
        return is(codePoint, WHITE);
    }

    public static boolean isLetter(int codePoint) {
        return is(codePoint, LETTER);
    }

    public static boolean isNumber(int codePoint) {
        return is(codePoint, NUMBER);
    }

    /** Whether it is a letter, digit, mark or underscore: {@code \\w}. */
    public static boolean isWordly(int codePoint) {
        return is(codePoint, WORDLY);
    }

    /** Its lower case by itself. One letter has two for it, of which this is the first: U+0130, i with a dot above. */
    public static int toLower(int codePoint) {
        return codePoint < TO_LOWER.length ? codePoint + TO_LOWER[codePoint] : codePoint;
    }

    /** The canonical decompositions of all code points that have one, Hangul syllables excepted. */
    static Map<Integer, int[]> canonicalDecompositions() {
        return CANONICAL;
    }

    /** The compatibility decompositions that differ from the canonical ones. */
    static Map<Integer, int[]> compatibilityDecompositions() {
        return COMPATIBLE;
    }

    /** The part of the canonical decompositions that NFC puts together again. */
    static Map<Integer, int[]> compositions() {
        return COMPOSED;
    }

    /** The canonical combining classes other than 0. */
    static Map<Integer, Integer> combiningClasses() {
        return CLASSES;
    }

    private static void read(String resource) {
        try (InputStream bytes = Characters.class.getResourceAsStream(resource);
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

    private static void readLine(String... fields) {
        int first = Integer.parseInt(fields[1], 16);
        int last = Integer.parseInt(fields[2], 16);
        switch (fields[0]) {
            case "removed" -> mark(first, last, REMOVED);
            case "space" -> mark(first, last, SPACE);
            case "ideograph" -> mark(first, last, IDEOGRAPH);
            case "mark" -> mark(first, last, MARK);
            case "punctuation" -> mark(first, last, PUNCTUATION);
            case "white" -> mark(first, last, WHITE);
            case "letter" -> mark(first, last, LETTER);
            case "number" -> mark(first, last, NUMBER);
            case "wordly" -> mark(first, last, WORDLY);
            case "accent" -> mark(first, last, ACCENT);
            case "nmt-removed" -> mark(first, last, NMT_REMOVED);
            case "nmt-space" -> mark(first, last, NMT_SPACE);
            case "lower" -> {
                for (int c = first; c <= last; c += Integer.parseInt(fields[3])) {
                    TO_LOWER[c] = Integer.parseInt(fields[4]);
                }
            }
            case "class" -> {
                for (int c = first; c <= last; c++) {
                    CLASSES.put(c, Integer.parseInt(fields[3]));
                }
            }
            case "canonical" -> CANONICAL.put(first, spelling(fields));
            case "composed" -> {
                CANONICAL.put(first, spelling(fields));
                COMPOSED.put(first, CANONICAL.get(first));
            }
            case "compatible" -> COMPATIBLE.put(first, spelling(fields));
            default -> throw new IllegalStateException("characters.txt: expected a known kind, got " + fields[0]);
        }
    }

    private static int[] spelling(String... fields) {
        int[] spelling = new int[fields.length - 2];
        for (int i = 0; i < spelling.length; i++) {
            spelling[i] = Integer.parseInt(fields[i + 2], 16);
        }
        return spelling;
    }

    private static void mark(int first, int last, short kind) {
        for (int c = first; c <= last; c++) {
            KINDS[c] |= kind;
        }
    }
}
