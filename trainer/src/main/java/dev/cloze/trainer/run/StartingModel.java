package dev.cloze.trainer.run;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.model.ModelPart;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.recipe.FromRecipe;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A trained model that a run goes on from: a folder of Cloze's own layout or of HuggingFace's, with its tokenizer.
 *
 * <pre>{@code
 * StartingModel start = StartingModel.of(Path.of("models/minilm"));
 * Recipe recipe = start.recipe(Path.of("recipes/continue.yaml"), Map.of("corpus.paths", "['texts']"));
 * RunResult result = TrainingRun.of(recipe, Path.of("runs/mine")).start();
 * }</pre>
 *
 * <p>The encoder's shape, its dropout too, is the model's; a change of {@code encoder.dropout} in the recipe is the one
 * that training takes.
 */
public final class StartingModel {
    /** What a recipe may say otherwise than the model: they shape training and not the model. */
    private static final List<String> OPEN = List.of("dropout", "initialDeviation");

    private final FromRecipe from;
    private final EncoderConfig encoder;

    private StartingModel(FromRecipe from, EncoderConfig encoder) {
        this.from = from;
        this.encoder = encoder;
    }

    /**
     * Reads the shape of a model and hashes its files.
     *
     * @throws UsageException if the folder is not a model's
     * @throws dev.cloze.tokenizer.DataException if it is damaged
     */
    public static StartingModel of(Path model) throws IOException {
        ModelDirectory directory = ModelDirectory.open(model);
        FromRecipe from = new FromRecipe(model.toString(), sha256(model), directory.vocabularySize());
        return new StartingModel(from, directory.encoder());
    }

    /** The same; where the model has gone, what the run that went on from it has kept of it, if there is one. */
    public static StartingModel of(Path model, Path run) throws IOException {
        if (!Files.exists(model) && Files.isDirectory(run)) {
            try (RunFolder folder = RunFolder.open(run)) {
                for (Recipe known : folder.recipeOfRun().stream().toList()) {
                    if (known.from().isPresent() && known.from().get().model().equals(model.toString())) {
                        return new StartingModel(known.from().get(), known.encoder());
                    }
                }
            }
        }
        return of(model);
    }

    /** The recipe of a run that goes on from here, as {@link Recipe#load(Path, FromRecipe, EncoderConfig, Map)}. */
    public Recipe recipe(Path file, Map<String, String> changes) throws IOException {
        return Recipe.load(file, from, encoder, changes);
    }

    /**
     * The model that a recipe names.
     *
     * @throws UsageException if it is not the one that the recipe was made for
     */
    static StartingModel of(Recipe recipe) throws IOException {
        FromRecipe wanted = recipe.from().orElseThrow();
        StartingModel found = of(Path.of(wanted.model()));
        if (!found.from.equals(wanted)) {
            throw new UsageException(
                    wanted.model(),
                    "the model that the run started from, of SHA-256 " + wanted.sha256(),
                    "another, of " + found.from.sha256());
        }
        Map<String, Object> theirs = RecordTree.write(found.encoder);
        RecordTree.write(recipe.encoder()).forEach((key, value) -> {
            if (!OPEN.contains(key) && !value.equals(theirs.get(key))) {
                throw new UsageException(
                        "recipe.encoder." + key, theirs.get(key) + ", as " + wanted.model() + " has it", "" + value);
            }
        });
        return found;
    }

    /**
     * The weights that training starts with: the model's, and those of a fresh head if it has none. What else it has is
     * left out; both is told to {@code log}.
     */
    Map<String, float[]> weights(List<ParameterSpec> parameters, long seed, Consumer<String> log) throws IOException {
        ModelDirectory directory = ModelDirectory.open(Path.of(from.model()));
        boolean head = directory.parts().contains(ModelPart.HEAD);
        if (!head) {
            log.accept(from.model() + " has no head that guesses masked tokens: a fresh one is trained");
        }
        if (directory.parts().contains(ModelPart.POOLER)) {
            log.accept("its pooler is left out");
        }
        if (!directory.leftOut().isEmpty()) {
            log.accept("left out: " + String.join(", ", directory.leftOut()));
        }
        Map<String, float[]> theirs = head ? directory.weights() : directory.encoderWeights();
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : parameters) {
            float[] values = theirs.get(spec.name());
            weights.put(spec.name(), values == null ? spec.initialValues(seed) : values);
        }
        return weights;
    }

    /** One hash of the files that make up the model: configuration, weights and tokenizer, by name. */
    private static String sha256(Path folder) throws IOException {
        MessageDigest digest = digest();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(StartingModel::belongs).sorted().toList()) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(contents(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static boolean belongs(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && (name.equals("config.json")
                        || name.endsWith(".safetensors")
                        || name.endsWith(".safetensors.index.json")
                        || TokenizerFiles.isOne(name));
    }

    private static byte[] contents(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // reading is what counts
            }
        }
        return digest.digest();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
