package dev.cloze.tokenizer;

import java.util.List;

/**
 * The ids of the five tokens that a masked language model needs beside its text. The names below are BERT's; a file
 * with RoBERTa's names (padding, start and so on in angle brackets) plays the same roles.
 *
 * @param padding fills rows that are shorter than their batch
 * @param unknown stands for what the vocabulary cannot spell
 * @param start opens a row
 * @param end closes a row or a document
 * @param mask stands for what the model has to guess
 */
public record SpecialTokens(int padding, int unknown, int start, int end, int mask) {
    public static final String PADDING = "[PAD]";
    public static final String UNKNOWN = "[UNK]";
    public static final String START = "[CLS]";
    public static final String END = "[SEP]";
    public static final String MASK = "[MASK]";

    /** The BERT names in the order of the record's components; vocabularies trained here begin with them, ids 0 to 4. */
    public static final List<String> NAMES = List.of(PADDING, UNKNOWN, START, END, MASK);

    /** RoBERTa's names for the same, in the same order. */
    static final List<String> ROBERTA_NAMES = List.of("<pad>", "<unk>", "<s>", "</s>", "<mask>");

    /** BERT's name of what a token with BERT's or RoBERTa's name is for; the name itself if it is neither's. */
    static String roleOf(String name) {
        int role = ROBERTA_NAMES.indexOf(name);
        return role < 0 ? name : NAMES.get(role);
    }

    public SpecialTokens {
        int[] ids = {padding, unknown, start, end, mask};
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < i; j++) {
                if (ids[i] == ids[j]) {
                    throw new IllegalArgumentException("special tokens: expected five different ids, got " + ids[i]
                            + " for both " + NAMES.get(j) + " and " + NAMES.get(i));
                }
            }
            if (ids[i] < 0) {
                throw new IllegalArgumentException(
                        "special token " + NAMES.get(i) + ": expected an id of 0 or more, got " + ids[i]);
            }
        }
    }
}
