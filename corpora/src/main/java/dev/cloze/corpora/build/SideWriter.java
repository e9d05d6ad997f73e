package dev.cloze.corpora.build;

import dev.cloze.corpora.Origin;
import dev.cloze.corpora.shard.ShardManifest;
import dev.cloze.corpora.shard.ShardWriter;
import dev.cloze.corpora.store.OriginsWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

    /** Appends a document whose tokens lie in a shard of an earlier build. */
    void appendKept(Origin origin) throws IOException {
        origins.append(origin);
    }

    /** The finished shards so far. */
    List<ShardManifest.Shard> finished() {
        return shards.finished();
    }

    /** How many shards are finished so far. */
    int finishedShards() {
        return shards.finishedShards();
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
