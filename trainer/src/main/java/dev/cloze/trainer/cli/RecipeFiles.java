package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Recipes as the command line names them: a path, or the name of one that comes with the program. */
record RecipeFiles(Path home) {
    static final String DEFAULT = "quickstart";
    /** The default of a run that goes on from a model. */
    static final String DEFAULT_FROM = "continue";

    /** The program's own folder, which the launcher tells. */
    static RecipeFiles ofProgram() {
        return new RecipeFiles(Path.of(System.getProperty("cloze.home", "")));
    }

    Path find(String name) {
        return find(name, name);
    }

    /**
     * The file of a recipe.
     *
     * @param place where the program's own is, below its folder of recipes and without its ending
     * @param name as it was typed: a path, or the name of the program's own
     */
    Path find(String place, String name) {
        Path file = Path.of(name);
        Path own = home.resolve("recipes").resolve(place + ".yaml");
        return !Files.exists(file) && Files.exists(own) ? own : file;
    }

    /** Loads a recipe and applies {@code key=value} changes together. */
    Recipe load(String name, List<String> changes) throws IOException {
        return Recipe.load(find(name)).with(values(changes));
    }

    /** The {@code key=value} changes by key. */
    static Map<String, String> values(List<String> changes) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String change : changes) {
            int sign = change.indexOf('=');
            if (sign < 1) {
                throw new UsageException("--set", "key=value", change);
            }
            values.put(change.substring(0, sign), change.substring(sign + 1));
        }
        return values;
    }

    /** Texts as a list in YAML. */
    static String yaml(List<String> texts) {
        return texts.stream().map(RecipeFiles::yaml).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A text in YAML, whatever is in it. */
    static String yaml(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The file's name without its ending. */
    static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
