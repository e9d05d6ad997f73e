package dev.cloze.benchmarks.training;

import dev.cloze.corpora.shard.ShardWriter;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/**
 * Shards of made-up documents and the tokenizer of their vocabulary. Words are drawn with a probability that falls with
 * the inverse of their rank (Zipf's law). The files are deleted when it closes.
 */
final class SyntheticShards implements AutoCloseable {
    private static final int DOCUMENTS = 4096;
    private static final long BYTES_PER_SHARD = 1 << 26;

    private final Path folder;
    private final Tokenizer tokenizer;
    private final TokenShards shards;

    private SyntheticShards(Path folder, Tokenizer tokenizer) throws IOException {
        this.folder = folder;
        this.tokenizer = tokenizer;
        shards = TokenShards.open(folder);
    }

    /** Documents of lengths drawn with the generator of their words. */
    static SyntheticShards of(int vocabulary, ToIntFunction<SplittableRandom> lengths, long seed) throws IOException {
        Path folder = Files.createTempDirectory("cloze-bench-");
        TokenizerFiles.write(folder, vocabulary(vocabulary));
        Tokenizer tokenizer = Tokenizer.load(folder);
        write(folder, vocabulary, lengths, tokenizer, seed);
        return new SyntheticShards(folder, tokenizer);
    }

    private static WordPieceModel vocabulary(int size) {
        List<String> pieces = new ArrayList<>(SpecialTokens.NAMES);
        while (pieces.size() < size) {
            pieces.add("w" + pieces.size());
        }
        return new WordPieceModel(pieces, true);
    }

    private static void write(
            Path folder, int vocabulary, ToIntFunction<SplittableRandom> lengths, Tokenizer tokenizer, long seed)
            throws IOException {
        String hash = tokenizer.sha256();
        int first = SpecialTokens.NAMES.size();
        int words = vocabulary - first;
        SplittableRandom random = new SplittableRandom(seed);
        try (ShardWriter writer = new ShardWriter(folder, "synthetic", vocabulary, hash, hash, BYTES_PER_SHARD)) {
            for (int document = 0; document < DOCUMENTS; document++) {
                int[] ids = new int[lengths.applyAsInt(random)];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = first + (int) Math.pow(words, random.nextDouble()) - 1;
                }
                writer.append(ids);
            }
            writer.finish();
        }
    }

    /** Where the files are; more may be put there. */
    Path folder() {
        return folder;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    TokenShards shards() {
        return shards;
    }

    @Override
    public void close() throws IOException {
        tokenizer.close();
        FolderTree.delete(folder);
    }
}
