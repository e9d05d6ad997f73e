package dev.cloze.trainer.evaluate;

import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How often each token stands in the training text, as {@code token-counts.json} in a model's folder has it.
 *
 * @param tokenizerSha256 the identity of the vocabulary
 * @param counts by id
 */
@SuppressWarnings("ArrayRecordComponent") // a column by id; compared by nobody
public record TokenCounts(String tokenizerSha256, long[] counts) {
    private static final String FILE_NAME = "token-counts.json";

    public TokenCounts {
        if (tokenizerSha256 == null || counts == null || Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("counts: expected a vocabulary and numbers from 0 on, got "
                    + (tokenizerSha256 == null || counts == null ? "none" : "a negative one"));
        }
    }

    /** Counts all rows of a text; memory depends on the vocabulary alone. */
    public static TokenCounts of(PackedRows rows, Tokenizer tokenizer) {
        long[] counts = new long[tokenizer.vocabularySize()];
        for (long row = 0; row < rows.rows(); row++) {
            for (int id : rows.row(row).ids()) {
                counts[id]++;
            }
        }
        return new TokenCounts(tokenizer.sha256(), counts);
    }

    /**
     * Reads those of a folder; empty if it has none.
     *
     * @throws DataException if they are damaged or of another vocabulary
     */
    public static Optional<TokenCounts> read(Path folder, Tokenizer tokenizer) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        TokenCounts found = JsonFile.read(file, TokenCounts.class);
        if (!found.tokenizerSha256.equals(tokenizer.sha256())) {
            throw new DataException(file.toString(), "vocabulary " + tokenizer.sha256(), found.tokenizerSha256);
        }
        if (found.counts.length != tokenizer.vocabularySize()) {
            throw new DataException(
                    file.toString(), tokenizer.vocabularySize() + " counts", String.valueOf(found.counts.length));
        }
        return Optional.of(found);
    }

    /** Writes them into a folder. */
    public void write(Path folder) throws IOException {
        JsonFile.write(folder.resolve(FILE_NAME), this);
    }
}
