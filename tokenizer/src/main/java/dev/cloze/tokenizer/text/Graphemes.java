package dev.cloze.tokenizer.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Extended grapheme clusters (Unicode Standard Annex 29, version 16): what a reader takes for one character. Flags, pairs of
 * regional indicators, are left in two, since whoever asks here treats clusters of more than five bytes by the code point.
 */
final class Graphemes {
    private static final byte OTHER = 0;
    private static final byte CONTROL = 1;
    private static final byte EXTEND = 2;
    private static final byte LINKER = 3;
    private static final byte JOINER = 4;
    private static final byte SPACING = 5;
    private static final byte PREPEND = 6;
    private static final byte LEADING = 7;
    private static final byte VOWEL = 8;
    private static final byte TRAILING = 9;
    private static final byte PICTURE = 10;
    private static final byte CONSONANT = 11;

    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /** The one mark that does not stand between the parts of an Indic conjunct. */
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

    /** Above it there are no classes but {@link #OTHER}. */
    private static final int END = 0xE1000;

    private static final byte[] CLASSES = classes();

    private Graphemes() {}

    private static byte[] classes() {
        byte[] classes = new byte[END];
        try (InputStream bytes = Graphemes.class.getResourceAsStream("graphemes.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split(" ", -1);
                    int last = Integer.parseInt(fields[2], 16);
                    for (int c = Integer.parseInt(fields[1], 16); c <= last; c++) {
                        classes[c] = named(fields[0]);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        classes['\r'] = CONTROL;
        classes['\n'] = CONTROL;
        classes[ZERO_WIDTH_JOINER] = JOINER;
        return classes;
    }

    private static byte named(String name) {
        return switch (name) {
            case "control" -> CONTROL;
            case "extend" -> EXTEND;
            case "linker" -> LINKER;
            case "spacing" -> SPACING;
            case "prepend" -> PREPEND;
            case "leading" -> LEADING;
            case "vowel" -> VOWEL;
            case "trailing" -> TRAILING;
            case "picture" -> PICTURE;
            case "consonant" -> CONSONANT;
            default -> throw new IllegalStateException("graphemes.txt: expected a known class, got " + name);
        };
    }

    private static byte classOf(int codePoint) {
        return codePoint < END ? CLASSES[codePoint] : OTHER;
    }

    /** Where the cluster ends, exclusive, that begins at an index. */
    static int end(AlignedText text, int from) {
        int before = classOf(text.codePoint(from));
        if (before == CONTROL) {
            boolean newLine =
                    text.codePoint(from) == '\r' && from + 1 < text.length() && text.codePoint(from + 1) == '\n';
            return from + (newLine ? 2 : 1);
        }
        boolean picture = before == PICTURE;
        boolean joinedPicture = false;
        boolean consonant = before == CONSONANT;
        boolean linked = false;
        int to = from + 1;
        for (; to < text.length(); to++) {
            int c = text.codePoint(to);
            int after = classOf(c);
            boolean joins =
                    switch (after) {
                        case CONTROL -> false;
                        case EXTEND, LINKER, JOINER, SPACING -> true;
                        case PICTURE -> before == PREPEND || (before == JOINER && joinedPicture);
                        case CONSONANT -> before == PREPEND || (consonant && linked);
                        default -> before == PREPEND || joinsSyllable(text.codePoint(to - 1), before, c, after);
                    };
            if (!joins) {
                return to;
            }
            joinedPicture = after == JOINER && picture;
            picture = after == PICTURE || (picture && (after == EXTEND || after == LINKER));
            consonant = after == CONSONANT
                    || (consonant
                            && (after == EXTEND || after == LINKER || after == JOINER)
                            && c != ZERO_WIDTH_NON_JOINER);
            linked = after == LINKER || (linked && after != CONSONANT);
            before = after;
        }
        return to;
    }

    /** Whether the parts of a Hangul syllable follow each other in their order. */
    private static boolean joinsSyllable(int first, int before, int second, int after) {
        boolean syllable = Hangul.isSyllable(first);
        boolean open = syllable && (first - Hangul.SYLLABLE) % Hangul.TRAILINGS == 0;
        if (after == TRAILING) {
            return syllable || before == VOWEL || before == TRAILING;
        }
        if (after == VOWEL) {
            return open || before == LEADING || before == VOWEL;
        }
        return before == LEADING && (after == LEADING || Hangul.isSyllable(second));
    }
}
