package dev.cloze.corpora.pack;

import dev.cloze.corpora.shard.TokenShards;
import java.io.IOException;
import java.nio.file.Path;

/** The ways to make rows of documents. */
public enum Packing {
    /** One stream cut into rows ({@link StreamPacker}): no room is lost, documents are cut where rows end. */
    STREAM,
    /** Documents whole as far as they fit, rows nearly full ({@link BestFitPacker}). */
    BEST_FIT;

    /**
     * The rows of shards.
     *
     * @param rowLength tokens in a row (T)
     * @param folder where an index of rows is kept if there is one
     */
    public RowPacker open(TokenShards shards, int rowLength, Path folder) throws IOException {
        return switch (this) {
            case STREAM -> new StreamPacker(shards, rowLength);
            case BEST_FIT -> BestFitPacker.open(shards, rowLength, folder.resolve("rows-" + rowLength + ".index"));
        };
    }
}
