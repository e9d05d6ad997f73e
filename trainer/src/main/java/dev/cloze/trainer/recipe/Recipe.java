package dev.cloze.trainer.recipe;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.InvalidConfigException;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.graph.Precision;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Everything that a run depends on, from the corpus to the last learning rate. A recipe in YAML states every value, itself
 * or in the recipe that it names as its {@code base}; an unknown or impossible one is a {@link UsageException} that names its path.
 *
 * @param seed of initial weights, row order, masks, dropout and held-out split
 * @param from the trained model that the run goes on from, with its tokenizer; absent: from scratch
 * @param tokenizer the tokenizer to train; absent if there is one already
 * @param givenTokenizer a tokenizer from elsewhere; absent if one is trained or the run goes on from a model
 */
public record Recipe(
        long seed,
        Optional<FromRecipe> from,
        CorpusRecipe corpus,
        Optional<TokenizerRecipe> tokenizer,
        Optional<GivenTokenizerRecipe> givenTokenizer,
        EncoderConfig encoder,
        MaskingRecipe masking,
        OptimizerRecipe optimizer,
        TrainingRecipe training,
        EvaluationRecipe evaluation) {
    private static final String CORPUS = "corpus";

    public Recipe {
        List<String> tokenizers = new ArrayList<>();
        from.ifPresent(model -> tokenizers.add("that of the model to go on from"));
        tokenizer.ifPresent(trained -> tokenizers.add("one to train"));
        givenTokenizer.ifPresent(given -> tokenizers.add(given.path()));
        Require.that(
                tokenizers.size() == 1,
                "tokenizer",
                "one of: a tokenizer to train, a given one (--tokenizer), a model to go on from (--from), which has one",
                tokenizers.isEmpty() ? "none" : String.join(" and ", tokenizers));
        List<HeldOutSetRecipe> sets = evaluation.sets().orElse(List.of());
        for (int i = 0; i < sets.size(); i++) {
            String name = sets.get(i).name();
            Require.that(
                    corpus.sources().stream()
                            .noneMatch(source ->
                                    source.name().filter(name::equalsIgnoreCase).isPresent()),
                    "evaluation.sets[" + i + "].name",
                    "another name than those of the mixture's sources",
                    name);
        }
        List<PhaseRecipe> phases = training.allPhases();
        for (int i = 0; i < phases.size(); i++) {
            Require.that(
                    phases.get(i).rowLength() <= encoder.maxPositions(),
                    i == phases.size() - 1 ? "training.rowLength" : "training.phases[" + i + "].rowLength",
                    "at most encoder.maxPositions " + encoder.maxPositions(),
                    phases.get(i).rowLength());
        }
    }

    /** Reads a recipe's YAML. */
    public static Recipe load(Path file) throws IOException {
        Map<String, Object> tree = RecipeFile.tree(file);
        if (!tree.containsKey("encoder") && !tree.containsKey("from")) {
            throw new UsageException(file.toString(), "an encoder, or a model to go on from (--from)", "neither");
        }
        return read(tree);
    }

    /**
     * Reads a recipe's YAML for a run that goes on from a model, which takes the place of the file's tokenizer and
     * encoder; the file may leave these out. Then the changes, by path, are made.
     */
    public static Recipe load(Path file, FromRecipe from, EncoderConfig encoder, Map<String, String> changes)
            throws IOException {
        Map<String, Object> tree = RecipeFile.tree(file);
        tree.keySet().removeAll(List.of("tokenizer", "givenTokenizer"));
        tree.put("from", RecordTree.write(from));
        tree.put("encoder", RecordTree.write(encoder));
        change(tree, changes);
        return read(tree);
    }

    /** This recipe with a tokenizer from elsewhere in the place of its own. */
    public Recipe with(GivenTokenizerRecipe given) {
        Map<String, Object> tree = RecordTree.write(this);
        tree.remove("tokenizer");
        tree.put("givenTokenizer", RecordTree.write(given));
        return read(tree);
    }

    /** This recipe with a kernel of attention. */
    public Recipe with(AttentionKernel kernel) {
        return with("training.attention", kernel.name().toLowerCase(Locale.ROOT));
    }

    /** This recipe with a format of products. */
    public Recipe with(Precision precision) {
        return with("training.precision", precision.spelled());
    }

    /** V, the tokens that the model knows; of a tokenizer yet to be trained, the most that it may have. */
    public int vocabularySize() {
        return from.map(FromRecipe::vocabularySize)
                .or(() -> tokenizer.map(TokenizerRecipe::vocabularySize))
                .or(() -> givenTokenizer.map(GivenTokenizerRecipe::vocabularySize))
                .orElseThrow();
    }

    /** This recipe with one value changed; the key is its path, as {@code training.steps}, the value YAML. */
    public Recipe with(String key, String value) {
        return with(Map.of(key, value));
    }

    /** This recipe with several values changed at once, so that they need to fit together only at the end. */
    public Recipe with(Map<String, String> changes) {
        Map<String, Object> tree = RecordTree.write(this);
        change(tree, changes);
        return read(tree);
    }

    /** The recipe as YAML, every value stated. */
    public String toYaml() {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(Integer.MAX_VALUE)
                .build();
        return new Dump(settings).dumpToString(RecordTree.write(this));
    }

    /** Every value by its path, as {@code training.steps}, in the recipe's order. */
    public Map<String, Object> values() {
        return flat(RecordTree.write(this));
    }

    /** Where another recipe differs: lines {@code key: this value -> other value}, of what one leaves out, absent. */
    public List<String> differences(Recipe other) {
        Map<String, Object> ours = values();
        Map<String, Object> theirs = other.values();
        Set<String> keys = new LinkedHashSet<>(ours.keySet());
        keys.addAll(theirs.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(ours.get(key), theirs.get(key)))
                .map(key -> key + ": " + said(ours, key) + " -> " + said(theirs, key))
                .toList();
    }

    private static Object said(Map<String, Object> values, String key) {
        return values.containsKey(key) ? values.get(key) : "absent";
    }

    private static void change(Map<String, Object> tree, Map<String, String> changes) {
        changes.forEach((key, value) -> {
            if (key.split("\\.", 2)[0].equals("tokenizer") && tree.containsKey("from")) {
                throw new UsageException(
                        "recipe." + key, "a key that the model of --from leaves open", "the tokenizer's");
            }
            RecipeFile.change(tree, key, value);
        });
        if (tree.get(CORPUS) instanceof Map<?, ?> corpus) {
            Map<String, Object> copy = new LinkedHashMap<>(children(corpus));
            RecipeFile.makeWay(
                    copy,
                    changes.keySet().stream()
                            .filter(key -> key.startsWith(CORPUS + "."))
                            .map(key -> key.substring(CORPUS.length() + 1))
                            .collect(Collectors.toSet()));
            tree.put(CORPUS, copy);
        }
    }

    private static Recipe read(Map<?, ?> tree) {
        try {
            return RecordTree.read(Recipe.class, tree);
        } catch (InvalidConfigException e) {
            throw new UsageException("recipe." + e.field(), e.expected(), e.got());
        }
    }

    @SuppressWarnings("unchecked") // RecordTree writes maps with text keys only
    private static Map<String, Object> children(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static Map<String, Object> flat(Map<String, Object> tree) {
        Map<String, Object> result = new LinkedHashMap<>();
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> child) {
                flat(children(child)).forEach((inner, leaf) -> result.put(key + "." + inner, leaf));
            } else {
                result.put(key, value);
            }
        });
        return result;
    }
}
