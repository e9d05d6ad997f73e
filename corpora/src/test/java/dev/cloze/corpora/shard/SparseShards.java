package dev.cloze.corpora.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Shards of any size that take no room on the disk: all tokens are 0, but for some that are written. */
public final class SparseShards {
    private SparseShards() {}

    /** Writes shards of equal documents; in each shard the last token of the last document is 7. */
    public static void write(Path folder, int shards, long tokens, int documents) throws IOException {
        List<ShardManifest.Shard> listed = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            ShardHeader header = new ShardHeader(
                    TokenWidth.ofVocabulary(300),
                    tokens,
                    documents,
                    300,
                    i,
                    RandomStream.TOKENIZER,
                    RandomStream.CORPUS,
                    0);
            String file = "train-" + i + ".shard";
            try (FileChannel channel = FileChannel.open(
                    folder.resolve(file),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SPARSE)) {
                channel.write(header.encoded(), 0);
                ByteBuffer last =
                        ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 7);
                channel.write(last.flip(), ShardHeader.BYTES + (tokens - 1) * 2);
                ByteBuffer index = ByteBuffer.allocate(documents * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                for (int document = 0; document < documents; document++) {
                    index.putLong(document * (tokens / documents));
                }
                channel.write(index.flip(), header.indexAt());
            }
            listed.add(new ShardManifest.Shard(file, tokens, documents, "0"));
        }
        new ShardManifest(
                        ShardHeader.FORMAT_VERSION,
                        300,
                        RandomStream.TOKENIZER,
                        RandomStream.CORPUS,
                        shards * tokens,
                        (long) shards * documents,
                        listed)
                .write(folder);
    }
}
