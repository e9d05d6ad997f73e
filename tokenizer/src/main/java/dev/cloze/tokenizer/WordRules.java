package dev.cloze.tokenizer;

import java.util.List;

/**
 * How text becomes words before a vocabulary spells them: normalizers in their order, then one
 * cutting, perhaps with digits apart. A trainer counts words by the same rules that its {@code tokenizer.json} names.
 *
 * @param normalizers in the order in which they are applied
 * @param digitsApart whether each digit is a word: cut out before the cutting looks at what is between them, but after
 *     {@link Cutting#METASPACE}, so that what was not apart in the text is not when it is decoded
 * @param cutting how the rest is cut
 */
public record WordRules(List<Normalizer> normalizers, boolean digitsApart, Cutting cutting) {
    /** The rules of a cutting, and nothing else. */
    public static WordRules of(Cutting cutting) {
        return new WordRules(List.of(), false, cutting);
    }

    /** BERT's, whose cutting brings its own normalizer along. */
    public static WordRules bert(boolean lowerCase) {
        return of(lowerCase ? Cutting.BERT_UNCASED : Cutting.BERT_CASED);
    }

    public WordRules {
        normalizers = List.copyOf(normalizers);
    }

    /** Whether words are spelt in bytes. */
    public boolean isOfBytes() {
        return cutting == Cutting.GPT2_BYTES || cutting == Cutting.LLAMA3_BYTES;
    }

    /** A step that changes text before it is cut. */
    public enum Normalizer {
        /** Unicode's canonical composition. */
        NFC,
        /** Unicode's canonical decomposition. */
        NFD,
        /** Unicode's compatibility composition. */
        NFKC,
        /** Unicode's compatibility decomposition. */
        NFKD,
        /** Lower case, code point by code point: no final sigma. */
        LOWER_CASE,
        /** Combining marks go; those that are part of a letter only after NFD or NFKD. */
        STRIP_ACCENTS,
        /** Spaces around each of BERT's "Chinese characters". */
        CHINESE_APART
    }

    /** The way in which words are cut. */
    public enum Cutting {
        /** GPT-2's (Radford et al. 2019): a space belongs to the word behind it; words are spelt in bytes. */
        GPT2_BYTES,
        /** Llama 3's: as GPT-2's, but numbers three digits at a time, punctuation before letters; spelt in bytes. */
        LLAMA3_BYTES,
        /** BERT's normalizer, which keeps case, and its cutting at spaces and around each punctuation character. */
        BERT_CASED,
        /** The same with lower case and without accents. */
        BERT_UNCASED,
        /** Runs of letters, digits and marks; runs of what is neither that nor a space. */
        WHITESPACE,
        /** SentencePiece's: a space is written "▁" and belongs to the word behind it; the text begins with one. */
        METASPACE
    }
}
