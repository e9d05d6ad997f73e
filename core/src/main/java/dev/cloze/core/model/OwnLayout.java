package dev.cloze.core.model;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.InvalidConfigException;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ours: the encoder's shape as the recipe has it, and tensors by the names of the parameters. */
record OwnLayout(Path folder, Config config) implements ModelLayout {
    /** The key by which our {@code config.json} is known. */
    static final String KEY = "modelType";

    private static final String MODEL_TYPE = "cloze";
    private static final String PROVENANCE = "provenance";

    /** What {@code config.json} holds beside {@code provenance}, which is free text for people. */
    record Config(String modelType, int formatVersion, int vocabularySize, EncoderConfig encoder) {
        static final int FORMAT_VERSION = 2;

        Config {
            if (!modelType.equals(MODEL_TYPE)) {
                throw new InvalidConfigException(KEY, MODEL_TYPE, modelType);
            }
            PartParameters.requireVocabulary(encoder, vocabularySize);
        }
    }

    static OwnLayout open(Path folder, Path file, Map<?, ?> tree) throws DataException {
        // Before the other fields, of which another version has others.
        Object version = tree.get("formatVersion");
        if (!(version instanceof Number number) || number.doubleValue() != Config.FORMAT_VERSION) {
            throw new DataException(file + ": formatVersion", "" + Config.FORMAT_VERSION, String.valueOf(version));
        }
        Map<Object, Object> known = new LinkedHashMap<>(tree);
        known.remove(PROVENANCE);
        try {
            return new OwnLayout(folder, RecordTree.read(Config.class, known));
        } catch (InvalidConfigException e) {
            throw new DataException(file + ": " + e.field(), e.expected(), e.got(), e);
        }
    }

    static void write(
            Path folder,
            EncoderConfig encoder,
            int vocabularySize,
            Map<String, float[]> weights,
            Path tokenizer,
            Map<String, String> provenance)
            throws IOException {
        List<ParameterSpec> specs = new MaskedLanguageModel(encoder, vocabularySize).parameters();
        PartParameters.require(specs, weights);
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        specs.forEach(spec -> tensors.put(spec.name(), new Safetensors.Entry(spec.sizes(), weights.get(spec.name()))));
        Map<String, Object> config =
                RecordTree.write(new Config(MODEL_TYPE, Config.FORMAT_VERSION, vocabularySize, encoder));
        config.put(PROVENANCE, provenance);
        WholeFolder.write(folder, unfinished -> ModelFiles.write(unfinished, config, tensors, tokenizer));
    }

    @Override
    public EncoderConfig encoder() {
        return config.encoder();
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize();
    }

    @Override
    public Set<ModelPart> parts() {
        return Set.of(ModelPart.ENCODER, ModelPart.HEAD);
    }

    @Override
    public List<String> leftOut() {
        return List.of();
    }

    @Override
    public Map<String, float[]> weights(Set<ModelPart> wanted) throws IOException {
        Path file = folder.resolve(TensorFiles.SINGLE);
        if (!Files.isRegularFile(file)) {
            throw new DataException(folder.toString(), TensorFiles.SINGLE, "a folder without it");
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
            } else if (wanted.contains(ModelPart.of(spec.name()))) {
                weights.put(spec.name(), entry.data());
            }
        }
        found.keySet().forEach(name -> faults.add(name + " unknown"));
        if (!faults.isEmpty()) {
            throw new DataException(file.toString(), "the tensors of " + ModelFiles.CONFIG, String.join(", ", faults));
        }
        return weights;
    }
}
