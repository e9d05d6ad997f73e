package dev.cloze.corpora.clean;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A text with its words and lines, found in one pass and shared by all rules that ask about the same text. A word is a
 * longest run without white space, in every script; a line is what stands between line feeds, without the white space
 * around it, blank lines left out; a paragraph is a run of lines without a blank line between them. Characters are
 * UTF-16 units. Only {@link Stage}s look inside.
 */
public final class TextIndex {
    private static final long FIRST_HASH = 0x9e3779b97f4a7c15L;
    private static final long HASH_FACTOR = 0xd6e8feb86659fd93L;
    private static final int CHARS_PER_WORD = 5;
    private static final int CHARS_PER_LINE = 100;

    private final String text;
    private final char[] chars;
    private int[] wordStarts;
    private int[] wordEnds;
    private long[] wordHashes;
    private char[] wordClasses;
    private int words;
    private int[] lineStarts;
    private int[] lineEnds;
    private int[] lineWords;
    private int[] paragraphLines = new int[4];
    private int lines;
    private int paragraphs;
    private long bytes;
    private int seen;
    private int lineFeedsInText;

    public TextIndex(String text) {
        this.text = text;
        this.chars = text.toCharArray();
        int roomForWords = 8 + chars.length / CHARS_PER_WORD;
        wordStarts = new int[roomForWords];
        wordEnds = new int[roomForWords];
        wordHashes = new long[roomForWords];
        wordClasses = new char[roomForWords];
        int roomForLines = 4 + chars.length / CHARS_PER_LINE;
        lineStarts = new int[roomForLines];
        lineEnds = new int[roomForLines];
        lineWords = new int[roomForLines];
        read();
    }

    private void read() {
        boolean lineIsOpen = false;
        int lineFeeds = 2;
        int at = 0;
        long extra = 0;
        while (at < chars.length) {
            int charClass = CharClass.of(chars[at]);
            if ((charClass & CharClass.SPACE) != 0) {
                seen |= charClass;
                extra += CharClass.extraBytes(charClass);
                if (chars[at] == '\n') {
                    lineIsOpen = false;
                    lineFeeds++;
                    lineFeedsInText++;
                }
                at++;
                continue;
            }
            int start = at;
            long hash = FIRST_HASH;
            int classes = 0;
            do {
                classes |= charClass;
                extra += CharClass.extraBytes(charClass);
                hash = (hash ^ chars[at]) * HASH_FACTOR;
                at++;
            } while (at < chars.length && ((charClass = CharClass.of(chars[at])) & CharClass.SPACE) == 0);
            seen |= classes;
            if (!lineIsOpen) {
                openLine(start, lineFeeds > 1);
                lineIsOpen = true;
                lineFeeds = 0;
            }
            addWord(start, at, mixed(hash), classes);
            lineEnds[lines - 1] = at;
        }
        bytes = chars.length + extra;
    }

    private void openLine(int start, boolean paragraphBegins) {
        if (lines == lineStarts.length) {
            lineStarts = Arrays.copyOf(lineStarts, 2 * lines);
            lineEnds = Arrays.copyOf(lineEnds, 2 * lines);
            lineWords = Arrays.copyOf(lineWords, 2 * lines);
        }
        if (paragraphBegins) {
            if (paragraphs == paragraphLines.length) {
                paragraphLines = Arrays.copyOf(paragraphLines, 2 * paragraphs);
            }
            paragraphLines[paragraphs++] = lines;
        }
        lineStarts[lines] = start;
        lineWords[lines++] = words;
    }

    private void addWord(int start, int end, long hash, int classes) {
        if (words == wordStarts.length) {
            wordStarts = Arrays.copyOf(wordStarts, 2 * words);
            wordEnds = Arrays.copyOf(wordEnds, 2 * words);
            wordHashes = Arrays.copyOf(wordHashes, 2 * words);
            wordClasses = Arrays.copyOf(wordClasses, 2 * words);
        }
        wordStarts[words] = start;
        wordEnds[words] = end;
        wordHashes[words] = hash;
        wordClasses[words++] = (char) classes;
    }

    /** The last step of a hash: every bit of the argument moves half of the bits of the result. */
    static long mixed(long hash) {
        long h = (hash ^ hash >>> 32) * HASH_FACTOR;
        return h ^ h >>> 32;
    }

    public String text() {
        return text;
    }

    /** The length in UTF-16 units. */
    public int length() {
        return chars.length;
    }

    /** The length in UTF-8. */
    public long bytes() {
        return bytes;
    }

    public int words() {
        return words;
    }

    public int lines() {
        return lines;
    }

    int lineFeeds() {
        return lineFeedsInText;
    }

    int paragraphs() {
        return paragraphs;
    }

    /** The outcome of a text that is kept as it is. */
    Outcome kept() {
        return new Outcome.Kept(text, List.of());
    }

    /** The outcome of a text whose measured value lies outside a limit. */
    Outcome removed(String reason, String expected, double got) {
        String value = got == Math.rint(got) ? String.valueOf((long) got) : String.format(Locale.ROOT, "%.4f", got);
        return new Outcome.Removed(new Removal(reason, expected, value, Sample.beginning(text)), List.of());
    }

    /** Whether some character of the text has one of the given {@link CharClass} bits. */
    boolean has(int charClasses) {
        return (seen & charClasses) != 0;
    }

    /** The text's characters; the caller only reads them. */
    char[] chars() {
        return chars;
    }

    int wordStart(int word) {
        return wordStarts[word];
    }

    int wordEnd(int word) {
        return wordEnds[word];
    }

    int wordLength(int word) {
        return wordEnds[word] - wordStarts[word];
    }

    long wordHash(int word) {
        return wordHashes[word];
    }

    boolean wordHasLetter(int word) {
        int classes = wordClasses[word];
        return (classes & CharClass.LETTER) != 0
                || ((classes & CharClass.SURROGATE) != 0
                        && text.substring(wordStarts[word], wordEnds[word])
                                .codePoints()
                                .anyMatch(Character::isLetter));
    }

    /** Whether the word is made of punctuation and symbols only. */
    boolean wordIsSymbol(int word) {
        int classes = wordClasses[word];
        return (classes & (CharClass.LETTER | CharClass.NUMBER_OR_MARK)) == 0
                && ((classes & CharClass.SURROGATE) == 0 || !wordHasLetter(word));
    }

    int lineStart(int line) {
        return lineStarts[line];
    }

    int lineEnd(int line) {
        return lineEnds[line];
    }

    int lineLength(int line) {
        return lineEnds[line] - lineStarts[line];
    }

    int lineFirstWord(int line) {
        return lineWords[line];
    }

    /** The word after the line's last. */
    int lineEndWord(int line) {
        return line + 1 < lines ? lineWords[line + 1] : words;
    }

    int paragraphFirstLine(int paragraph) {
        return paragraphLines[paragraph];
    }

    /** The line after the paragraph's last. */
    int paragraphEndLine(int paragraph) {
        return paragraph + 1 < paragraphs ? paragraphLines[paragraph + 1] : lines;
    }
}
