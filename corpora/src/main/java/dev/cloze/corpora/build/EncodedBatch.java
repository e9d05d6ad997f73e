package dev.cloze.corpora.build;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.Origin;
import dev.cloze.corpora.split.HeldOutSplit;
import dev.cloze.corpora.split.Side;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Some documents as tokens, each with its side.
 *
 * @param bytesRead how far the source had come with the last of them
 */
record EncodedBatch(List<Encoded> documents, long bytesRead) {
    /**
     * One document with its start and end tokens, as it is stored; without any if the tokenizer left nothing of it.
     *
     * @param isKept whether an earlier build has stored it already; then its tokens are not here and nothing is counted
     */
    @SuppressWarnings("ArrayRecordComponent") // lives from the encoding thread to the writing one; never compared
    record Encoded(Side side, Origin origin, int[] tokens, SideCounts counts, boolean isKept) {}

    /**
     * Encodes documents.
     *
     * @param kept of the first so many of them an earlier build has stored those of the training side
     */
    static EncodedBatch of(
            List<Document> documents, int kept, long bytesRead, HeldOutSplit split, Tokenizer tokenizer) {
        List<Side> sides = documents.stream().map(split::side).toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            if (i >= kept || sides.get(i) == Side.HELD_OUT) {
                texts.add(documents.get(i).text());
            }
        }
        List<int[]> ids = tokenizer.bulk().encodeAll(texts);
        List<Encoded> encoded = new ArrayList<>(documents.size());
        int next = 0;
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            boolean isKept = i < kept && sides.get(i) == Side.TRAIN;
            encoded.add(
                    isKept
                            ? new Encoded(Side.TRAIN, document.origin(), new int[0], SideCounts.NONE, true)
                            : encoded(sides.get(i), document, ids.get(next++), tokenizer.special()));
        }
        return new EncodedBatch(encoded, bytesRead);
    }

    private static Encoded encoded(Side side, Document document, int[] ids, SpecialTokens special) {
        int[] tokens = ids.length == 0 ? ids : enclosed(ids, special);
        return new Encoded(side, document.origin(), tokens, counts(document, ids, special), false);
    }

    private static SideCounts counts(Document document, int[] ids, SpecialTokens special) {
        if (ids.length == 0) {
            return new SideCounts(0, 0, 0, 0, 1);
        }
        int unknown = 0;
        for (int id : ids) {
            unknown += id == special.unknown() ? 1 : 0;
        }
        return new SideCounts(1, document.bytes(), ids.length + 2L, unknown, 0);
    }

    private static int[] enclosed(int[] ids, SpecialTokens special) {
        int[] tokens = new int[ids.length + 2];
        tokens[0] = special.start();
        System.arraycopy(ids, 0, tokens, 1, ids.length);
        tokens[tokens.length - 1] = special.end();
        return tokens;
    }
}
