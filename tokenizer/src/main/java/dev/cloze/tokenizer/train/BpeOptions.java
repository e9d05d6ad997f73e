package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.text.ByteAlphabet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the training of a BPE vocabulary is told; HuggingFace's names stand in brackets.
 *
 * @param vocabularySize number of pieces to stop at, special tokens and characters included [vocab_size]
 * @param minimumFrequency least number of times that two pieces must stand side by side to be joined [min_frequency]
 * @param specialTokens pieces that get the first ids and that no text has [special_tokens]
 * @param initialAlphabet characters that the vocabulary has even if the text lacks them [initial_alphabet]. With words of
 *     bytes these are the visible characters that stand for bytes
 * @param alphabetLimit most characters to keep; rarer ones are left out of words as if they were not there, and those of
 *     the initial alphabet come before all others [limit_alphabet]. Among equally rare ones the higher code points go
 *     first, where HuggingFace leaves the choice to chance
 * @param continuingPrefix what stands before a piece that does not begin its word; may be empty
 *     [continuing_subword_prefix]
 * @param endOfWordSuffix what stands after a piece that ends its word; may be empty [end_of_word_suffix]
 * @param longestPiece a piece joined of more than two characters has less characters of text than this
 *     [max_token_length, which reads as if it were the length itself]
 */
public record BpeOptions(
        int vocabularySize,
        long minimumFrequency,
        List<String> specialTokens,
        Set<Integer> initialAlphabet,
        OptionalInt alphabetLimit,
        String continuingPrefix,
        String endOfWordSuffix,
        OptionalInt longestPiece) {
    /** BERT's five special tokens, pairs seen twice at least, no limits. */
    public static BpeOptions ofSize(int vocabularySize) {
        return new BpeOptions(
                vocabularySize, 2, SpecialTokens.NAMES, Set.of(), OptionalInt.empty(), "", "", OptionalInt.empty());
    }

    /** The same with the 256 characters that stand for bytes as initial alphabet: nothing is unknown then. */
    public static BpeOptions ofBytes(int vocabularySize) {
        return new BpeOptions(
                vocabularySize,
                2,
                SpecialTokens.NAMES,
                byteAlphabet(),
                OptionalInt.empty(),
                "",
                "",
                OptionalInt.empty());
    }

    /** The characters that stand for the 256 bytes. */
    public static Set<Integer> byteAlphabet() {
        return IntStream.range(0, 256)
                .mapToObj(value -> (int) ByteAlphabet.character(value))
                .collect(Collectors.toSet());
    }

    /**
     * Checks each field.
     *
     * @throws UsageException if a special token is empty or given twice, or if a mark or the alphabet has a space
     */
    public BpeOptions {
        specialTokens = List.copyOf(specialTokens);
        initialAlphabet = Set.copyOf(initialAlphabet);
        Require.positive("vocabularySize", vocabularySize);
        Require.positive("minimumFrequency", minimumFrequency);
        alphabetLimit.ifPresent(limit -> Require.positive("alphabetLimit", limit));
        longestPiece.ifPresent(longest -> Require.positive("longestPiece", longest));
        Require.specialTokens(specialTokens);
        for (String mark : List.of(continuingPrefix, endOfWordSuffix)) {
            // The two sides of a merge stand in the file with a space between them.
            if (mark.indexOf(' ') >= 0) {
                throw new UsageException("continuingPrefix, endOfWordSuffix", "no space", '"' + mark + '"');
            }
        }
        for (int codePoint : new TreeSet<>(initialAlphabet)) {
            boolean isCharacter = Character.isValidCodePoint(codePoint)
                    && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
            if (!isCharacter || codePoint == ' ') {
                throw new UsageException(
                        "initialAlphabet",
                        "characters without space and surrogates",
                        String.format("U+%04X", codePoint));
            }
        }
    }
}
