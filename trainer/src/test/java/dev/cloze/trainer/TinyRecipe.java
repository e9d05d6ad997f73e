package dev.cloze.trainer;

import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A recipe that trains in a second, and text for it: each word has three successors, so that there is something to learn. */
public final class TinyRecipe {
    private static final String[] SYLLABLES = {"ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "te"};
    private static final int WORDS = 60;
    private static final int SUCCESSORS = 3;
    private static final int WORDS_PER_LINE = 12;

    private TinyRecipe() {}

    /** The recipe's own file. */
    public static Path file() {
        try {
            return Path.of(TinyRecipe.class.getResource("tiny.yaml").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The recipe on a corpus, with changes given as key, value, key, value. */
    public static Recipe on(Path corpus, String... changes) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("corpus.paths", "['" + corpus + "']");
        for (int i = 0; i < changes.length; i += 2) {
            values.put(changes[i], changes[i + 1]);
        }
        try {
            return Recipe.load(file()).with(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes so many lines of synthetic text. */
    public static Path writeCorpus(Path file, int lines) {
        Random random = new Random(5);
        List<String> text = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            StringBuilder words = new StringBuilder();
            int word = random.nextInt(WORDS);
            for (int i = 0; i < WORDS_PER_LINE; i++) {
                words.append(i == 0 ? "" : " ").append(spelled(word));
                word = (word * 7 + random.nextInt(SUCCESSORS)) % WORDS;
            }
            text.add(words.toString());
        }
        try {
            return Files.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String spelled(int word) {
        return SYLLABLES[word % SYLLABLES.length] + SYLLABLES[word / SYLLABLES.length] + SYLLABLES[word * 3 % 10];
    }
}
