package dev.cloze.tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Unigram vocabulary (Kudo 2018): pieces with scores. A word is cut into the pieces whose scores have the greatest
 * sum. What training gives and {@link TokenizerFiles} writes.
 *
 * @param pieces the pieces in the order of their ids
 * @param specialTokens pieces that no text has
 * @param unknownToken the one of {@code specialTokens} that stands for a character that is no piece
 * @param rules how text becomes words
 * @param byteFallback whether such a character is spelt in the pieces {@code <0x00>} to {@code <0xFF>} instead
 */
public record UnigramModel(
        List<Piece> pieces, List<String> specialTokens, String unknownToken, WordRules rules, boolean byteFallback) {
    /**
     * A piece.
     *
     * @param score the natural logarithm of its probability; 0 for special tokens, which text does not become
     */
    public record Piece(String text, double score) {
        public Piece {
            if (text.isEmpty() || !WellFormed.of(text).equals(text)) {
                throw new IllegalArgumentException("piece: expected whole characters, got \"" + text + '"');
            }
            if (!(score <= 0) || Double.isInfinite(score)) {
                throw new IllegalArgumentException(
                        "piece \"" + text + "\": expected a score of 0 or less, got " + score);
            }
        }
    }

    public UnigramModel {
        pieces = List.copyOf(pieces);
        specialTokens = List.copyOf(specialTokens);
        Set<String> seen = new HashSet<>();
        for (Piece piece : pieces) {
            if (!seen.add(piece.text())) {
                throw new IllegalArgumentException("pieces: expected each once, got " + piece.text() + " again");
            }
        }
        for (String token : specialTokens) {
            if (!seen.contains(token)) {
                throw new IllegalArgumentException("specialTokens: expected pieces, got " + token);
            }
        }
        if (!specialTokens.contains(unknownToken)) {
            throw new IllegalArgumentException(
                    "unknownToken: expected one of " + specialTokens + ", got " + unknownToken);
        }
        for (int b = 0; byteFallback && b < 256; b++) {
            if (!seen.contains(bytePiece(b))) {
                throw new IllegalArgumentException("pieces: expected " + bytePiece(b) + " among them, got none");
            }
        }
        if (rules.isOfBytes()) {
            throw new IllegalArgumentException("rules: expected words of characters, got those of bytes");
        }
    }

    /** The piece of a byte, such as {@code <0x0A>}. */
    public static String bytePiece(int value) {
        return String.format("<0x%02X>", value);
    }
}
