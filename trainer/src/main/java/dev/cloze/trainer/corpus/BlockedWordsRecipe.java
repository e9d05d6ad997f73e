package dev.cloze.trainer.corpus;

import dev.cloze.corpora.clean.BlockedWords;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Words whose documents are removed.
 *
 * @param file a word or phrase on each line
 */
public record BlockedWordsRecipe(String file) {
    BlockedWords stage() throws IOException {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new UsageException(
                    "recipe.clean.blockedWords.file", "a file of words, one a line", "none at " + file);
        }
        List<String> words = Files.readAllLines(path).stream()
                .filter(line -> !line.isBlank())
                .toList();
        try {
            return new BlockedWords(words);
        } catch (IllegalArgumentException e) {
            throw new UsageException(file, "words, one a line", e.getMessage());
        }
    }
}
