package dev.cloze.benchmarks.embedding;

import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.benchmarks.models.MiniLm;
import dev.cloze.core.inference.TextEmbedder;
import dev.cloze.tokenizer.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Cloze's {@link TextEmbedder} with its defaults, on one batch of texts. */
final class ClozeEmbedding implements Subject {
    private final TextEmbedder embedder;
    private final List<int[]> texts;

    private ClozeEmbedding(TextEmbedder embedder, List<int[]> texts) {
        this.embedder = embedder;
        this.texts = texts;
    }

    static ClozeEmbedding open(List<int[]> texts) throws IOException {
        Path folder = Files.createTempDirectory("cloze-bench-");
        try {
            MiniLm.write(folder);
            return new ClozeEmbedding(TextEmbedder.load(folder), texts);
        } finally {
            FolderTree.delete(folder);
        }
    }

    float[][] vectors() {
        return embedder.embedTokens(texts);
    }

    @Override
    public double call() {
        vectors();
        return 0;
    }

    @Override
    public void close() {
        embedder.close();
    }
}
