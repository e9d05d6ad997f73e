package dev.cloze.tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A WordPiece vocabulary: what training gives and {@link TokenizerFiles} writes.
 *
 * @param pieces the pieces in the order of their ids; the first five are {@link SpecialTokens#NAMES}
 * @param lowerCase whether text is put into lower case and loses its accents before it is cut into pieces
 */
public record WordPieceModel(List<String> pieces, boolean lowerCase) {
    /** What opens a piece that continues a word. */
    public static final String CONTINUATION = "##";

    public WordPieceModel {
        pieces = List.copyOf(pieces);
        int special = SpecialTokens.NAMES.size();
        if (pieces.size() < special || !pieces.subList(0, special).equals(SpecialTokens.NAMES)) {
            throw new IllegalArgumentException("pieces: expected " + SpecialTokens.NAMES + " first, got "
                    + pieces.subList(0, Math.min(special, pieces.size())));
        }
        Set<String> seen = new HashSet<>();
        for (String piece : pieces) {
            // A line of vocab.txt is a piece, so white space would make two of one or none.
            if (piece.isEmpty() || piece.codePoints().anyMatch(WordPieceModel::isSpace)) {
                throw new IllegalArgumentException("pieces: expected no white space, got \"" + piece + '"');
            }
            if (!seen.add(piece)) {
                throw new IllegalArgumentException("pieces: expected each once, got " + piece + " again");
            }
        }
    }

    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }
}
