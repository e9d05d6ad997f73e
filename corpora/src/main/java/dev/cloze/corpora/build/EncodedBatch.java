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
 * Some documents as tokens, each with its side, and the counts of both sides.
 *
 * @param read how many documents went in
 * @param bytesRead how far the source had come with the last of them
 */
record EncodedBatch(List<Encoded> documents, int read, long bytesRead, SideCounts train, SideCounts heldOut) {
    /** One document with its start and end tokens, as it is stored. */
    @SuppressWarnings("ArrayRecordComponent") // lives from the encoding thread to the writing one; never compared
    record Encoded(Side side, Origin origin, int[] tokens) {}

    static EncodedBatch of(List<Document> documents, long bytesRead, HeldOutSplit split, Tokenizer tokenizer) {
        List<int[]> ids = tokenizer
                .bulk()
                .encodeAll(documents.stream().map(Document::text).toList());
        SpecialTokens special = tokenizer.special();
        List<Encoded> encoded = new ArrayList<>(documents.size());
        SideCounts train = SideCounts.NONE;
        SideCounts heldOut = SideCounts.NONE;
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            Side side = split.side(document);
            SideCounts counts = counts(document, ids.get(i), special);
            if (side == Side.TRAIN) {
                train = train.plus(counts);
            } else {
                heldOut = heldOut.plus(counts);
            }
            if (ids.get(i).length > 0) {
                encoded.add(new Encoded(side, document.origin(), enclosed(ids.get(i), special)));
            }
        }
        return new EncodedBatch(encoded, documents.size(), bytesRead, train, heldOut);
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
