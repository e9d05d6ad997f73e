package dev.cloze.corpora.dedup;

import dev.cloze.corpora.Mixing;
import java.util.Arrays;

/**
 * What one pass over a text gives to hash: the text, its paragraphs and its words.
 *
 * <p>Text and paragraphs are hashed with each unit in lower case ({@link Character#toLowerCase(char)}) and each run of
 * white space as one space, none at the ends. A word is a run of letters, digits and marks in lower case; in scripts
 * without spaces (Han, kana, Thai, Lao, Khmer, Myanmar, Tibetan) and outside the basic plane each character is a word.
 */
final class TextScan {
    private static final long TEXT_FACTOR = 0xd6e8feb86659fd93L;
    private static final long SECOND_FACTOR = 0x9fb21c651e98df25L;
    private static final long PARAGRAPH_FACTOR = 0xc2b2ae3d27d4eb4fL;
    private static final long WORD_FACTOR = 0xff51afd7ed558ccdL;
    private static final int ROTATION = 29;
    private static final int UNITS_PER_WORD = 5;

    private final int leastCharacters;
    private long first = 1;
    private long second = 2;
    private long length;
    private long paragraph;
    private int paragraphLength;
    private long[] words;
    private int wordCount;
    private long[] paragraphHashes = new long[8];
    private int[] paragraphNumbers = new int[8];
    private int paragraphCount;

    /** Scans a text without its paragraphs. */
    TextScan(String text) {
        this(text, Integer.MAX_VALUE);
    }

    /** Scans a text; paragraphs below a length are passed over. */
    TextScan(String text, int leastCharacters) {
        this.leastCharacters = leastCharacters;
        words = new long[8 + text.length() / UNITS_PER_WORD];
        scan(text.toCharArray());
    }

    private void scan(char... units) {
        boolean blank = false;
        boolean inWord = false;
        long word = 0;
        int number = 0;
        for (char each : units) {
            byte kind = Folding.kind(each);
            if (inWord && kind != Folding.LETTER && kind != Folding.LOW) {
                addWord(word);
                inWord = false;
            }
            if (kind == Folding.WHITE) {
                blank = true;
                if (each == '\n') {
                    endParagraph(number++);
                }
                continue;
            }
            if (blank) {
                addBlank();
                blank = false;
            }
            char unit = Folding.lower(each);
            add(unit);
            if (kind == Folding.OTHER) {
                continue;
            }
            word = Long.rotateLeft(((inWord ? word : 0) ^ unit) * WORD_FACTOR, ROTATION);
            inWord = kind == Folding.LETTER || kind == Folding.HIGH;
            if (!inWord) {
                addWord(word);
            }
        }
        if (inWord) {
            addWord(word);
        }
        endParagraph(number);
    }

    private void add(char unit) {
        first = Long.rotateLeft((first ^ unit) * TEXT_FACTOR, ROTATION);
        second = Long.rotateLeft((second ^ unit) * SECOND_FACTOR, ROTATION);
        paragraph = Long.rotateLeft((paragraph ^ unit) * PARAGRAPH_FACTOR, ROTATION);
        length++;
        paragraphLength++;
    }

    /** White space counts between two other characters; in a paragraph, between two of the paragraph. */
    private void addBlank() {
        if (paragraphLength > 0) {
            add(' ');
        } else if (length > 0) {
            first = Long.rotateLeft((first ^ ' ') * TEXT_FACTOR, ROTATION);
            second = Long.rotateLeft((second ^ ' ') * SECOND_FACTOR, ROTATION);
            length++;
        }
    }

    private void addWord(long hash) {
        if (wordCount == words.length) {
            words = Arrays.copyOf(words, 2 * wordCount);
        }
        words[wordCount++] = Mixing.finish(hash);
    }

    private void endParagraph(int number) {
        if (paragraphLength >= leastCharacters) {
            if (paragraphCount == paragraphHashes.length) {
                paragraphHashes = Arrays.copyOf(paragraphHashes, 2 * paragraphCount);
                paragraphNumbers = Arrays.copyOf(paragraphNumbers, 2 * paragraphCount);
            }
            paragraphHashes[paragraphCount] = Mixing.finish(paragraph + paragraphLength);
            paragraphNumbers[paragraphCount++] = number;
        }
        paragraph = 0;
        paragraphLength = 0;
    }

    /** The upper half of the hash of the whole text. */
    long high() {
        return Mixing.finish(first + length);
    }

    /** The lower half of the hash of the whole text. */
    long low() {
        return Mixing.finish(second + length);
    }

    /** How many paragraphs are long enough. */
    int paragraphs() {
        return paragraphCount;
    }

    long paragraphHash(int index) {
        return paragraphHashes[index];
    }

    /** The place of a paragraph in its text: line feeds before it. */
    int paragraphNumber(int index) {
        return paragraphNumbers[index];
    }

    int words() {
        return wordCount;
    }

    /** How many runs of {@code size} words there are. */
    int shingles(int size) {
        return Math.max(0, wordCount - size + 1);
    }

    /**
     * The hashes of all runs of {@code size} words, in their order: a polynomial of the words' hashes (Karp and Rabin
     * 1987), whose next value takes two multiplications, then mixed.
     */
    long[] shingleHashes(int size) {
        long[] hashes = new long[shingles(size)];
        if (hashes.length == 0) {
            return hashes;
        }
        long highest = 1;
        long rolling = 0;
        for (int i = 0; i < size - 1; i++) {
            highest *= Mixing.GOLDEN;
            rolling = rolling * Mixing.GOLDEN + words[i];
        }
        for (int i = 0; i < hashes.length; i++) {
            rolling = rolling * Mixing.GOLDEN + words[i + size - 1];
            hashes[i] = Mixing.finish(rolling);
            rolling -= words[i] * highest;
        }
        return hashes;
    }
}
