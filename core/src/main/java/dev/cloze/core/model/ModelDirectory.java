package dev.cloze.core.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.InvalidConfigException;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model on disk: a folder with {@code config.json} (the encoder's shape and where the model comes from),
 * {@code model.safetensors} and the files of its tokenizer.
 */
public final class ModelDirectory {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String MODEL_TYPE = "cloze";

    private final Path folder;
    private final Config config;

    private ModelDirectory(Path folder, Config config) {
        this.folder = folder;
        this.config = config;
    }

    /** What {@code config.json} holds beside {@code provenance}, which is free text for people. */
    record Config(String modelType, int formatVersion, int vocabularySize, EncoderConfig encoder) {
        static final int FORMAT_VERSION = 1;

        Config {
            if (!modelType.equals(MODEL_TYPE)) {
                throw new InvalidConfigException("modelType", MODEL_TYPE, modelType);
            }
            if (formatVersion != FORMAT_VERSION) {
                throw new InvalidConfigException("formatVersion", String.valueOf(FORMAT_VERSION), formatVersion);
            }
            if (vocabularySize < 1) {
                throw new InvalidConfigException("vocabularySize", "a positive number", vocabularySize);
            }
        }
    }

    /** Opens a model's folder and checks its configuration; the weights are read when asked for. */
    public static ModelDirectory open(Path folder) throws IOException {
        Path file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            String got = Files.isDirectory(folder) ? "a folder without it" : "no such folder";
            throw new UsageException(folder.toString(), "a model's folder with " + CONFIG, got);
        }
        try {
            Map<?, ?> tree = GSON.fromJson(Files.readString(file), Map.class);
            if (tree == null) {
                throw new DataException(file.toString(), "a JSON object", "an empty file");
            }
            Map<Object, Object> known = new LinkedHashMap<>(tree);
            known.remove("provenance");
            return new ModelDirectory(folder, RecordTree.read(Config.class, known));
        } catch (InvalidConfigException e) {
            throw new DataException(file + ": " + e.field(), e.expected(), e.got(), e);
        } catch (JsonParseException e) {
            throw new DataException(file.toString(), "a JSON object", "something else", e);
        }
    }

    /**
     * Writes a model beside its place and moves it there, so that the folder is either whole or absent.
     *
     * @param folder must not exist
     * @param weights the parameters' numbers by name
     * @param tokenizer the folder of the tokenizer, whose files are copied
     * @param provenance what the model was made of
     */
    public static void write(
            Path folder,
            EncoderConfig encoder,
            int vocabularySize,
            Map<String, float[]> weights,
            Path tokenizer,
            Map<String, String> provenance)
            throws IOException {
        Path unfinished = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "." + folder.getFileName());
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : new MaskedLanguageModel(encoder, vocabularySize).parameters()) {
            tensors.put(spec.name(), new Safetensors.Entry(spec.sizes(), weights.get(spec.name())));
        }
        Safetensors.write(unfinished.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
        Config config = new Config(MODEL_TYPE, Config.FORMAT_VERSION, vocabularySize, encoder);
        Map<String, Object> tree = RecordTree.write(config);
        tree.put("provenance", provenance);
        Files.writeString(unfinished.resolve(CONFIG), GSON.toJson(tree) + "\n");
        try (var files = Files.list(tokenizer)) {
            for (Path file : files.toList()) {
                Files.copy(file, unfinished.resolve(file.getFileName()));
            }
        }
        Files.move(unfinished, folder);
    }

    public Path folder() {
        return folder;
    }

    /** The shape of the encoder. */
    public EncoderConfig encoder() {
        return config.encoder();
    }

    public int vocabularySize() {
        return config.vocabularySize();
    }

    /** The model's weights by parameter name; missing, unknown and misshapen ones are named in one message. */
    public Map<String, float[]> weights() throws IOException {
        Path file = folder.resolve(WEIGHTS);
        if (!Files.isRegularFile(file)) {
            throw new DataException(folder.toString(), WEIGHTS, "a folder without it");
        }
        Map<String, Safetensors.Entry> found = Safetensors.read(file);
        List<String> faults = new ArrayList<>();
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : new MaskedLanguageModel(encoder(), vocabularySize()).parameters()) {
            Safetensors.Entry entry = found.remove(spec.name());
            if (entry == null) {
                faults.add(spec.name() + " missing");
            } else if (!Arrays.equals(entry.sizes(), spec.sizes())) {
                faults.add(spec.name() + " of shape " + Arrays.toString(entry.sizes()) + " instead of "
                        + Arrays.toString(spec.sizes()));
            } else {
                weights.put(spec.name(), entry.data());
            }
        }
        found.keySet().forEach(name -> faults.add(name + " unknown"));
        if (!faults.isEmpty()) {
            throw new DataException(file.toString(), "the tensors of " + CONFIG, String.join(", ", faults));
        }
        return weights;
    }

    /** Opens the model's tokenizer, which the caller closes. */
    public Tokenizer tokenizer() throws IOException {
        Tokenizer tokenizer = Tokenizer.load(folder);
        if (tokenizer.vocabularySize() != config.vocabularySize()) {
            int size = tokenizer.vocabularySize();
            tokenizer.close();
            throw new DataException(
                    folder.toString(), "a tokenizer of " + config.vocabularySize() + " tokens", size + " tokens");
        }
        return tokenizer;
    }
}
