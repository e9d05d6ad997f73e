package dev.cloze.tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A vocabulary of byte-pair encoding: what training gives and {@link TokenizerFiles} writes.
 *
 * @param pieces the pieces in the order of their ids
 * @param merges the joined pairs in the order of joining
 * @param specialTokens pieces that no text has
 * @param rules how text becomes words
 * @param continuingPrefix what stands before a piece that does not begin its word; may be empty
 * @param endOfWordSuffix what stands after a piece that ends its word; may be empty
 */
public record BpeModel(
        List<String> pieces,
        List<Merge> merges,
        List<String> specialTokens,
        WordRules rules,
        String continuingPrefix,
        String endOfWordSuffix) {
    /**
     * Two pieces that become one.
     *
     * @param left id of the first
     * @param right id of the second
     */
    public record Merge(int left, int right) {}

    public BpeModel {
        pieces = List.copyOf(pieces);
        merges = List.copyOf(merges);
        specialTokens = List.copyOf(specialTokens);
        Set<String> seen = new HashSet<>();
        for (String piece : pieces) {
            if (piece.isEmpty() || !seen.add(piece)) {
                throw new IllegalArgumentException("pieces: expected each once and none empty, got \"" + piece + '"');
            }
        }
        for (String token : specialTokens) {
            if (!seen.contains(token)) {
                throw new IllegalArgumentException("specialTokens: expected pieces, got " + token);
            }
        }
        for (Merge merge : merges) {
            Objects.checkIndex(merge.left(), pieces.size());
            Objects.checkIndex(merge.right(), pieces.size());
        }
    }

    /** A merge as files write it: the two pieces with a space between them. */
    public String text(Merge merge) {
        return pieces.get(merge.left()) + ' ' + pieces.get(merge.right());
    }
}
