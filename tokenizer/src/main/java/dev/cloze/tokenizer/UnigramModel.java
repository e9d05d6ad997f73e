package dev.cloze.tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Unigram vocabulary (Kudo 2018): pieces with scores. A text is cut into the pieces whose scores have the greatest
 * sum.
 *
 * @param pieces the pieces in the order of their ids
 * @param unknown the id of the piece that stands for a character that is no piece
 * @param byteFallback whether such a character is spelt in the pieces {@code <0x00>} to {@code <0xFF>} instead
 */
public record UnigramModel(List<Piece> pieces, int unknown, boolean byteFallback) {
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

    /** The mark of a space at the start of a word, U+2581, as SentencePiece writes it. */
    public static final String SPACE = "\u2581";

    public UnigramModel {
        pieces = List.copyOf(pieces);
        if (unknown < 0 || unknown >= pieces.size()) {
            throw new IllegalArgumentException("unknown: expected the id of a piece, got " + unknown);
        }
        Set<String> seen = new HashSet<>();
        for (Piece piece : pieces) {
            if (!seen.add(piece.text())) {
                throw new IllegalArgumentException("pieces: expected each once, got " + piece.text() + " again");
            }
        }
        for (int b = 0; byteFallback && b < 256; b++) {
            if (!seen.contains(bytePiece(b))) {
                throw new IllegalArgumentException("pieces: expected " + bytePiece(b) + " among them, got none");
            }
        }
    }

    /** The piece of a byte, such as {@code <0x0A>}. */
    public static String bytePiece(int value) {
        return String.format("<0x%02X>", value);
    }
}
