package dev.cloze.trainer.recipe;

import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A tokenizer from elsewhere that takes the place of one to train. It is copied into the run's folder at the start.
 *
 * @param path a folder that holds {@code tokenizer.json} or BERT's older files, or the file
 * @param sha256 its identity ({@link Tokenizer#sha256}); one that has changed is refused
 * @param vocabularySize its ids
 */
public record GivenTokenizerRecipe(String path, String sha256, int vocabularySize) {
    public GivenTokenizerRecipe {
        Require.that(!path.isBlank(), "path", "a tokenizer's folder or file", "nothing");
        Require.that(sha256.matches("[0-9a-f]{64}"), "sha256", "64 hexadecimal digits", sha256);
        Require.positive("vocabularySize", vocabularySize);
    }

    /**
     * Reads a tokenizer.
     *
     * @throws dev.cloze.tokenizer.UsageException if there is none
     * @throws dev.cloze.tokenizer.DataException if it is damaged, or lacks a special token of masked language models
     */
    public static GivenTokenizerRecipe of(Path path) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(path)) {
            return new GivenTokenizerRecipe(path.toString(), tokenizer.sha256(), tokenizer.vocabularySize());
        }
    }
}
