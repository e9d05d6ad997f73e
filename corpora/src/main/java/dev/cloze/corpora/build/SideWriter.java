package dev.cloze.corpora.build;

import dev.cloze.corpora.shard.ShardWriter;
import dev.cloze.corpora.store.OriginsWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Writes one side of a split: tokens to shards, and where each document came from. */
final class SideWriter implements Closeable {
    private final ShardWriter shards;
    private final OriginsWriter origins;

    SideWriter(Path folder, ShardWriter shards) throws IOException {
        this.shards = shards;
        this.origins = new OriginsWriter(folder);
    }

    void append(EncodedBatch.Encoded document) throws IOException {
        shards.append(document.tokens());
        origins.append(document.origin());
    }

    /** Finishes both; the shards last, since their manifest says that the folder is complete. */
    void finish() throws IOException {
        origins.finish();
        shards.finish();
    }

    @Override
    public void close() throws IOException {
        try (shards;
                origins) {
            // Both are closed even if one of them fails.
        }
    }
}
