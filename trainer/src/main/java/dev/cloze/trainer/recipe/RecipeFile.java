package dev.cloze.trainer.recipe;

import dev.cloze.tokenizer.Internal;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A recipe's YAML as a tree. One that names another file as its {@code base} states only what differs from it; a base has
 * none itself.
 */
@Internal
public final class RecipeFile {
    private static final String BASE = "base";
    private static final Map<String, String> INSTEAD = Map.of("paths", "mixture", "mixture", "paths");

    private RecipeFile() {}

    /** The tree of a recipe, its base's values filled in. */
    public static Map<String, Object> tree(Path file) throws IOException {
        Map<String, Object> tree = parse(file);
        if (!tree.containsKey(BASE)) {
            return tree;
        }
        if (!(tree.remove(BASE) instanceof String name)) {
            throw new UsageException(file + ": " + BASE, "the name of a recipe's file", "something else");
        }
        Map<String, Object> base = parse(file.resolveSibling(name));
        if (base.containsKey(BASE)) {
            throw new UsageException(file + ": " + BASE, "a recipe that has no base itself", name);
        }
        return over(base, tree);
    }

    /** Values of the second tree in place of the first one's, branch by branch. */
    private static Map<String, Object> over(Map<String, Object> base, Map<String, Object> changes) {
        Map<String, Object> result = new LinkedHashMap<>(base);
        changes.forEach((key, value) -> {
            Object whole = value instanceof Map<?, ?> inner && base.get(key) instanceof Map<?, ?> outer
                    ? over(named(outer), named(inner))
                    : value;
            result.put(key, whole);
        });
        makeWay(result, changes.keySet());
        return result;
    }

    /** Takes away what a key that is stated stands instead of, unless that is stated beside it. */
    static void makeWay(Map<String, Object> branch, Set<String> stated) {
        for (String key : stated) {
            if (INSTEAD.containsKey(key) && !stated.contains(INSTEAD.get(key))) {
                branch.remove(INSTEAD.get(key));
            }
        }
    }

    private static Map<String, Object> parse(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(
                    file.toString(), "a recipe file", Files.exists(file) ? "something else" : "no such file");
        }
        try {
            Object loaded = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            if (loaded instanceof Map<?, ?> tree) {
                return named(tree);
            }
            throw new UsageException(file.toString(), "keys and values", loaded == null ? "nothing" : "something else");
        } catch (MalformedInputException e) {
            throw new UsageException(file.toString(), "UTF-8 text", "other bytes");
        } catch (YamlEngineException e) {
            throw new UsageException(file.toString(), "YAML", e.getMessage().replaceAll("\\s+", " "));
        }
    }

    private static Map<String, Object> named(Map<?, ?> tree) {
        Map<String, Object> result = new LinkedHashMap<>();
        tree.forEach((key, value) -> result.put(String.valueOf(key), value));
        return result;
    }

    /**
     * Puts a value into a tree.
     *
     * @param key its path, as {@code training.steps}
     * @param value YAML
     */
    public static void change(Map<String, Object> tree, String key, String value) {
        String[] path = key.split("\\.", -1);
        Map<String, Object> place = tree;
        for (int i = 0; i < path.length - 1; i++) {
            Object child = place.get(path[i]) == null ? Map.of() : place.get(path[i]);
            if (!(child instanceof Map<?, ?> map)) {
                throw new UsageException("recipe." + key, "a known key", "one below a value, " + child);
            }
            Map<String, Object> copy = named(map);
            place.put(path[i], copy);
            place = copy;
        }
        try {
            place.put(path[path.length - 1], new Load(LoadSettings.builder().build()).loadFromString(value));
        } catch (YamlEngineException e) {
            throw new UsageException("recipe." + key, "a YAML value", value);
        }
    }
}
