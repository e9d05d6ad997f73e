package dev.cloze.corpora.shard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random documents of tokens, in memory and in shards, for tests. */
public record RandomStream(List<int[]> documents) {
    public static final String TOKENIZER = "5f1c".repeat(16);
    public static final String CORPUS = "00ff".repeat(16);

    /** Documents of 1 to {@code longest} tokens. */
    public static RandomStream of(long seed, int documents, int longest, int vocabularySize) {
        System.out.println("RandomStream: seed " + seed);
        Random random = new Random(seed);
        List<int[]> all = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            all.add(random.ints(1 + random.nextInt(longest), 0, vocabularySize).toArray());
        }
        return new RandomStream(all);
    }

    /** Writes the documents as shards. */
    public ShardManifest write(Path folder, int vocabularySize, long bytesPerShard) throws IOException {
        try (ShardWriter writer = new ShardWriter(folder, "train", vocabularySize, TOKENIZER, CORPUS, bytesPerShard)) {
            for (int[] document : documents) {
                writer.append(document);
            }
            return writer.finish();
        }
    }

    /** The stream that the documents form. */
    public int[] tokens() {
        return documents.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** The position in the stream of each document's first token. */
    public long[] starts() {
        long[] starts = new long[documents.size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + documents.get(i - 1).length;
        }
        return starts;
    }
}
