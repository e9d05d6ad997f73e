package dev.cloze.core.model;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model on disk: a folder with {@code config.json}, {@code model.safetensors} and the files of its tokenizer. In our own
 * layout {@code config.json} has the encoder's shape and where the model comes from; HuggingFace's layout of BERT, RoBERTa
 * and ModernBERT is read and written too.
 */
public final class ModelDirectory {
    private final Path folder;
    private final ModelLayout layout;

    private ModelDirectory(Path folder, ModelLayout layout) {
        this.folder = folder;
        this.layout = layout;
    }

    /**
     * Opens a model's folder of either layout and checks its configuration, and at HuggingFace's the names and sizes of
     * its tensors; the weights are read when asked for.
     *
     * @throws UsageException if the folder is not a model's, or has only weights that run code when they are read
     * @throws DataException if its configuration or its tensors are damaged, or beyond what we support
     */
    public static ModelDirectory open(Path folder) throws IOException {
        Path file = folder.resolve(ModelFiles.CONFIG);
        if (!Files.isRegularFile(file)) {
            String got = Files.isDirectory(folder) ? "a folder without it" : "no such folder";
            throw new UsageException(folder.toString(), "a model's folder with " + ModelFiles.CONFIG, got);
        }
        if (!(JsonTree.read(file) instanceof Map<?, ?> tree)) {
            throw new DataException(file.toString(), "a JSON object", "another value");
        }
        return new ModelDirectory(folder, layout(folder, file, tree));
    }

    private static ModelLayout layout(Path folder, Path file, Map<?, ?> tree) throws IOException {
        if (tree.containsKey(OwnLayout.KEY)) {
            return OwnLayout.open(folder, file, tree);
        }
        if (tree.containsKey(HuggingFaceLayout.KEY)) {
            return HuggingFaceLayout.open(folder, file, tree);
        }
        throw new DataException(
                file.toString(),
                OwnLayout.KEY + ", as Cloze writes it, or " + HuggingFaceLayout.KEY + ", as HuggingFace does",
                "neither");
    }

    /**
     * Writes a model in our own layout: beside its place, forced to the disk and moved there, so that the folder is either
     * whole or absent.
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
        OwnLayout.write(folder, encoder, vocabularySize, weights, tokenizer, provenance);
    }

    /**
     * Writes a model as HuggingFace's transformers does, likewise whole or not at all; its {@code AutoModel} and, with the
     * head's weights, {@code AutoModelForMaskedLM} read it.
     *
     * @param folder must not exist; the folder around it must
     * @param family as {@link HuggingFaceFamily#of} gives it for most
     * @param weights by parameter name those of the encoder, and of head and pooler if they are to be written
     * @param tokenizer the folder of the tokenizer, whose files are copied
     * @throws FileAlreadyExistsException if the folder exists
     * @throws UsageException if the family lacks something that the encoder has, all of which its message names
     * @throws IllegalArgumentException if the weights are not those of the encoder
     */
    public static void writeHuggingFace(
            Path folder,
            HuggingFaceFamily family,
            EncoderConfig encoder,
            int vocabularySize,
            Map<String, float[]> weights,
            Path tokenizer)
            throws IOException {
        HuggingFaceLayout.write(folder, family, encoder, vocabularySize, weights, tokenizer);
    }

    /** Where the model is. */
    public Path folder() {
        return folder;
    }

    /** The shape of the encoder. */
    public EncoderConfig encoder() {
        return layout.encoder();
    }

    /** V, the number of tokens that the model knows. */
    public int vocabularySize() {
        return layout.vocabularySize();
    }

    /** The parts whose weights the folder has, the encoder always among them. */
    public Set<ModelPart> parts() {
        return EnumSet.copyOf(layout.parts());
    }

    /** Tensors in the folder that belong to no part, as those of BERT's next-sentence head, by the names there. */
    public List<String> leftOut() {
        return layout.leftOut();
    }

    /**
     * The weights of the masked language model, encoder and head, by parameter name.
     *
     * @throws UsageException if the folder has no head
     * @throws DataException if some are missing, unknown or misshapen, all of which its message names
     */
    public Map<String, float[]> weights() throws IOException {
        if (!layout.parts().contains(ModelPart.HEAD)) {
            throw new UsageException(
                    folder.toString(), "a model with a head that guesses masked tokens", "an encoder without one");
        }
        return layout.weights(EnumSet.of(ModelPart.ENCODER, ModelPart.HEAD));
    }

    /**
     * The weights of the encoder, and of the pooler if the folder has one, by parameter name.
     *
     * @throws DataException as {@link #weights}
     */
    public Map<String, float[]> encoderWeights() throws IOException {
        Set<ModelPart> parts = parts();
        parts.remove(ModelPart.HEAD);
        return layout.weights(parts);
    }

    /**
     * Opens the model's tokenizer, which the caller closes.
     *
     * @throws DataException if it has more tokens than the model
     */
    public Tokenizer tokenizer() throws IOException {
        return ModelFiles.tokenizer(folder, vocabularySize());
    }
}
