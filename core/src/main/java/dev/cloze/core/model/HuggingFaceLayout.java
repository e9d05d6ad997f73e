package dev.cloze.core.model;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** HuggingFace's: their {@code config.json} and their names of tensors. */
record HuggingFaceLayout(HuggingFaceConfig config, HuggingFaceTensors tensors) implements ModelLayout {
    /** The key by which their {@code config.json} is known. */
    static final String KEY = "model_type";

    static HuggingFaceLayout open(Path folder, Path file, Map<?, ?> tree) throws IOException {
        HuggingFaceFamily family = HuggingFaceFamily.ofModelType(tree.get(KEY))
                .orElseThrow(() -> new DataException(
                        file + ": " + KEY, "bert, roberta or modernbert", String.valueOf(tree.get(KEY))));
        HuggingFaceConfig config = HuggingFaceConfig.read(file, family, tree);
        return new HuggingFaceLayout(config, HuggingFaceTensors.open(folder, config));
    }

    /** Writes a folder's {@code config.json}, weights and tokenizer. */
    static void write(
            Path folder,
            HuggingFaceFamily family,
            EncoderConfig encoder,
            int vocabularySize,
            Map<String, float[]> weights,
            Path tokenizer)
            throws IOException {
        SpecialTokens special = specialTokens(tokenizer, vocabularySize);
        int firstPosition = family == HuggingFaceFamily.ROBERTA ? special.padding() + 1 : 0;
        HuggingFaceConfig config = new HuggingFaceConfig(family, encoder, vocabularySize, firstPosition);
        List<ParameterSpec> specs = PartParameters.of(config).stream()
                .filter(spec -> ModelPart.of(spec.name()) == ModelPart.ENCODER || weights.containsKey(spec.name()))
                .toList();
        boolean head = specs.stream().anyMatch(spec -> ModelPart.of(spec.name()) == ModelPart.HEAD);
        Map<String, Object> fields = HuggingFaceConfigWriter.fields(config, head, special);
        PartParameters.require(specs, weights);
        Map<String, Safetensors.Entry> entries = HuggingFaceTensors.write(config, specs, weights);
        WholeFolder.write(folder, unfinished -> ModelFiles.write(unfinished, fields, entries, tokenizer));
    }

    private static SpecialTokens specialTokens(Path folder, int vocabularySize) throws IOException {
        try (Tokenizer tokenizer = ModelFiles.tokenizer(folder, vocabularySize)) {
            return tokenizer.special();
        }
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
        return tensors.parts();
    }

    @Override
    public List<String> leftOut() {
        return tensors.leftOut();
    }

    @Override
    public Map<String, float[]> weights(Set<ModelPart> wanted) throws IOException {
        return tensors.read(wanted);
    }
}
