package dev.cloze.corpora.build;

/**
 * What went to one side of the split.
 *
 * @param documents documents stored
 * @param bytes bytes of their text in UTF-8
 * @param tokens tokens stored, start and end tokens included
 * @param unknownTokens tokens among them that stand for what the vocabulary cannot spell
 * @param emptyDocuments documents of which the tokenizer left nothing; not stored
 */
public record SideCounts(long documents, long bytes, long tokens, long unknownTokens, long emptyDocuments) {
    static final SideCounts NONE = new SideCounts(0, 0, 0, 0, 0);

    SideCounts plus(SideCounts other) {
        return new SideCounts(
                documents + other.documents,
                bytes + other.bytes,
                tokens + other.tokens,
                unknownTokens + other.unknownTokens,
                emptyDocuments + other.emptyDocuments);
    }
}
