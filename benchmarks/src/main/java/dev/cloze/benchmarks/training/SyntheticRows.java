package dev.cloze.benchmarks.training;

import dev.cloze.corpora.pack.StreamPacker;
import dev.cloze.corpora.shard.ShardWriter;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Training rows from shards of made-up documents, each as long as a row. Words are drawn with a probability that falls
 * with the inverse of their rank (Zipf's law). The files are deleted when it closes.
 */
final class SyntheticRows implements AutoCloseable {
    private static final int DOCUMENTS = 4096;
    private static final long BYTES_PER_SHARD = 1 << 26;

    private final Path folder;
    private final TrainingRows rows;

    private SyntheticRows(Path folder, TrainingRows rows) {
        this.folder = folder;
        this.rows = rows;
    }

    static SyntheticRows of(ModelSize size, Recipe recipe) throws IOException {
        Path folder = Files.createTempDirectory("cloze-bench-");
        TokenizerFiles.write(folder, vocabulary(size.vocabulary()));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            write(folder, size, tokenizer, recipe.seed());
            TrainingRows rows = new TrainingRows(
                    new StreamPacker(TokenShards.open(folder), size.length()),
                    new TokenMasking(recipe.masking(), tokenizer),
                    recipe.training(),
                    recipe.seed(),
                    tokenizer.special().padding());
            return new SyntheticRows(folder, rows);
        }
    }

    TrainingRows rows() {
        return rows;
    }

    private static WordPieceModel vocabulary(int size) {
        List<String> pieces = new ArrayList<>(SpecialTokens.NAMES);
        while (pieces.size() < size) {
            pieces.add("w" + pieces.size());
        }
        return new WordPieceModel(pieces, true);
    }

    private static void write(Path folder, ModelSize size, Tokenizer tokenizer, long seed) throws IOException {
        String hash = tokenizer.sha256();
        int first = SpecialTokens.NAMES.size();
        int words = size.vocabulary() - first;
        SplittableRandom random = new SplittableRandom(seed);
        try (ShardWriter writer =
                new ShardWriter(folder, "synthetic", size.vocabulary(), hash, hash, BYTES_PER_SHARD)) {
            for (int document = 0; document < DOCUMENTS; document++) {
                int[] ids = new int[size.length()];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = first + (int) Math.pow(words, random.nextDouble()) - 1;
                }
                writer.append(ids);
            }
            writer.finish();
        }
    }

    @Override
    public void close() throws IOException {
        FolderTree.delete(folder);
    }
}
