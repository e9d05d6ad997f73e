package dev.cloze.corpora.store;

import dev.cloze.corpora.Document;
import java.util.ArrayList;
import java.util.List;

/** Documents as blocks of a store: packed on any thread, appended by one ({@link DocumentWriter}). */
public final class PackedDocuments {
    private final List<RecordBlock> blocks;

    private PackedDocuments(List<RecordBlock> blocks) {
        this.blocks = blocks;
    }

    /** Packs documents: a pure function of them. */
    public static PackedDocuments of(List<Document> documents) {
        List<RecordBlock> blocks = new ArrayList<>();
        if (documents.isEmpty()) {
            return new PackedDocuments(blocks);
        }
        try (RecordBlock.Packer packer = new RecordBlock.Packer()) {
            for (Document document : documents) {
                byte[] record = DocumentRecord.encoded(document);
                if (!packer.hasRoom(record)) {
                    blocks.add(packer.take());
                }
                packer.add(record);
            }
            blocks.add(packer.take());
        }
        return new PackedDocuments(blocks);
    }

    List<RecordBlock> blocks() {
        return blocks;
    }
}
