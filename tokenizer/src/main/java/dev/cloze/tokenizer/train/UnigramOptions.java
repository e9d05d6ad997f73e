package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.UsageException;
import java.util.List;

/**
 * What the training of a Unigram vocabulary is told. HuggingFace's name of each setting stands in brackets; the meaning
 * is the same.
 *
 * @param vocabularySize number of pieces in the end, special tokens and byte pieces included [vocab_size]
 * @param shrinkingFactor share of the pieces that a round of pruning keeps, above 0 and below 1 [shrinking_factor]
 * @param maxPieceLength most code points of a piece, at most {@value #LONGEST_PIECE} [max_piece_length]
 * @param subIterations rounds of expectation and maximisation between two prunings [n_sub_iterations]
 * @param seedSize most pieces to begin with; the characters are among them and stay even if they are more [seed_size]
 * @param initialAlphabet characters to keep though the text may lack them [initial_alphabet]
 * @param specialTokens the tokens with the first ids, score 0 each [special_tokens]
 * @param unknownToken the one of {@code specialTokens} that stands for what cannot be spelt [unk_token]
 * @param byteFallback whether there are 256 pieces {@code <0x00>} to {@code <0xFF>}, with which a character that is no
 *     piece is spelt as its UTF-8 bytes [byte_fallback; HuggingFace's trainer only sets the flag and leaves it to its
 *     caller to add the pieces]
 */
public record UnigramOptions(
        int vocabularySize,
        double shrinkingFactor,
        int maxPieceLength,
        int subIterations,
        int seedSize,
        String initialAlphabet,
        List<String> specialTokens,
        String unknownToken,
        boolean byteFallback) {
    static final int LONGEST_PIECE = 256;

    /** HuggingFace's own settings, with the five special tokens of a masked language model. */
    public static UnigramOptions ofSize(int vocabularySize) {
        return new UnigramOptions(
                vocabularySize, 0.75, 16, 2, 1_000_000, "", SpecialTokens.NAMES, SpecialTokens.UNKNOWN, false);
    }

    /**
     * Checks each field.
     *
     * @throws UsageException if a special token is empty or given twice, if the unknown token is none of them, or if the
     *     alphabet has half a surrogate pair
     */
    public UnigramOptions {
        specialTokens = List.copyOf(specialTokens);
        require("vocabularySize", vocabularySize, Integer.MAX_VALUE);
        require("maxPieceLength", maxPieceLength, LONGEST_PIECE);
        require("subIterations", subIterations, 1000);
        require("seedSize", seedSize, Integer.MAX_VALUE);
        if (!(shrinkingFactor > 0 && shrinkingFactor < 1)) {
            throw new IllegalArgumentException(
                    "shrinkingFactor: expected a number above 0 and below 1, got " + shrinkingFactor);
        }
        Require.specialTokens(specialTokens);
        if (!specialTokens.contains(unknownToken)) {
            throw new UsageException("unknownToken", "one of " + specialTokens, unknownToken);
        }
        initialAlphabet
                .codePoints()
                .filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                .findFirst()
                .ifPresent(c -> {
                    throw new UsageException(
                            "initialAlphabet", "whole characters", String.format("half a pair, U+%04X", c));
                });
    }

    /** The same options with byte fallback. */
    public UnigramOptions withByteFallback() {
        return new UnigramOptions(
                vocabularySize,
                shrinkingFactor,
                maxPieceLength,
                subIterations,
                seedSize,
                initialAlphabet,
                specialTokens,
                unknownToken,
                true);
    }

    private static void require(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(field + ": expected 1 to " + most + ", got " + value);
        }
    }
}
