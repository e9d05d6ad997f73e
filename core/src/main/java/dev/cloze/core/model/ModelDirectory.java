package dev.cloze.core.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.InvalidConfigException;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A model on disk: a folder with {@code config.json} (the encoder's shape and where the model comes from),
 * {@code model.safetensors} and the files of its tokenizer.
 */
public final class ModelDirectory {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
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
        static final int FORMAT_VERSION = 2;
        /** A parameter goes to the engine through one Java buffer, which holds at most 2^31 - 1 bytes. */
        private static final long LARGEST_TABLE = (1L << 29) - 1;

        Config {
            if (!modelType.equals(MODEL_TYPE)) {
                throw new InvalidConfigException("modelType", MODEL_TYPE, modelType);
            }
            if (formatVersion != FORMAT_VERSION) {
                throw new InvalidConfigException("formatVersion", String.valueOf(FORMAT_VERSION), formatVersion);
            }
            long most = LARGEST_TABLE / encoder.width();
            if (vocabularySize < 1 || vocabularySize > most) {
                throw new InvalidConfigException("vocabularySize", "a number from 1 to " + most, vocabularySize);
            }
        }
    }

    /**
     * Opens a model's folder and checks its configuration; the weights are read when asked for.
     *
     * @throws UsageException if the folder is not a model's
     * @throws DataException if its configuration is damaged
     */
    public static ModelDirectory open(Path folder) throws IOException {
        Path file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            String got = Files.isDirectory(folder) ? "a folder without it" : "no such folder";
            throw new UsageException(folder.toString(), "a model's folder with " + CONFIG, got);
        }
        Map<Object, Object> known = new LinkedHashMap<>(tree(file));
        known.remove("provenance");
        try {
            return new ModelDirectory(folder, RecordTree.read(Config.class, known));
        } catch (InvalidConfigException e) {
            throw new DataException(file + ": " + e.field(), e.expected(), e.got(), e);
        }
    }

    private static Map<?, ?> tree(Path file) throws IOException {
        if (JsonTree.read(file.toString(), text(file)) instanceof Map<?, ?> tree) {
            return tree;
        }
        throw new DataException(file.toString(), "a JSON object", "another value");
    }

    private static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), "UTF-8", "other bytes", e);
        }
    }

    /**
     * Writes a model beside its place, forces it to the disk and moves it there, so that the folder is either whole or
     * absent.
     *
     * @param folder must not exist; the folder around it must
     * @param weights the parameters' numbers by name
     * @param tokenizer the folder of the tokenizer, whose files are copied
     * @param provenance what the model was made of
     * @throws FileAlreadyExistsException if the folder exists
     * @throws IllegalArgumentException if the weights are not those of the encoder
     */
    public static void write(
            Path folder,
            EncoderConfig encoder,
            int vocabularySize,
            Map<String, float[]> weights,
            Path tokenizer,
            Map<String, String> provenance)
            throws IOException {
        Map<String, Safetensors.Entry> tensors = tensors(new MaskedLanguageModel(encoder, vocabularySize), weights);
        Map<String, Object> config =
                RecordTree.write(new Config(MODEL_TYPE, Config.FORMAT_VERSION, vocabularySize, encoder));
        config.put("provenance", provenance);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        // Not Files.createTempDirectory, whose folders only their owner can read: the model is for others too.
        Path unfinished = folder.resolveSibling("." + folder.getFileName() + "." + UUID.randomUUID());
        Files.createDirectory(unfinished);
        try {
            Safetensors.write(unfinished.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
            AtomicFile.write(unfinished.resolve(CONFIG), (GSON.toJson(config) + "\n").getBytes(StandardCharsets.UTF_8));
            copyTokenizer(tokenizer, unfinished);
            Files.move(unfinished, folder);
        } catch (Throwable e) {
            delete(unfinished, e);
            throw e;
        }
    }

    private static Map<String, Safetensors.Entry> tensors(MaskedLanguageModel model, Map<String, float[]> weights) {
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : model.parameters()) {
            float[] data = weights.get(spec.name());
            if (data == null || data.length != spec.count()) {
                throw new IllegalArgumentException("weights: expected " + spec.count() + " numbers for " + spec.name()
                        + ", got " + (data == null ? "none" : data.length));
            }
            tensors.put(spec.name(), new Safetensors.Entry(spec.sizes(), data));
        }
        if (weights.size() != tensors.size()) {
            throw new IllegalArgumentException(
                    "weights: expected " + tensors.size() + " parameters, got " + weights.size());
        }
        return tensors;
    }

    /** A tokenizer may come from another model's folder, whose own files stay there. */
    private static void copyTokenizer(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(CONFIG) && !name.equals(WEIGHTS)) {
                    Files.copy(file, to.resolve(name));
                    force(to.resolve(name));
                }
            }
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder, Throwable fault) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            fault.addSuppressed(e);
        }
    }

    /** Where the model is. */
    public Path folder() {
        return folder;
    }

    /** The shape of the encoder. */
    public EncoderConfig encoder() {
        return config.encoder();
    }

    /** V, the number of tokens that the model knows. */
    public int vocabularySize() {
        return config.vocabularySize();
    }

    /**
     * The model's weights by parameter name.
     *
     * @throws DataException if some are missing, unknown or misshapen, all of which its message names
     */
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

    /**
     * Opens the model's tokenizer, which the caller closes.
     *
     * @throws DataException if it has another number of tokens than the model
     */
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
