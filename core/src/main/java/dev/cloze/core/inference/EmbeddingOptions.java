package dev.cloze.core.inference;

import dev.cloze.tokenizer.UsageException;
import java.util.OptionalInt;

/**
 * How texts become vectors.
 *
 * @param pooling how the vectors of a text's tokens become one
 * @param normalisation what becomes of its length
 * @param dimensions how many of its numbers are kept, the first ones, before it is normalised, for models trained for that
 *     (Kusupati et al. 2022); empty for all
 * @param longText what becomes of texts longer than the model
 * @param device {@code cpu}, {@code gpu:N} or {@code auto}
 */
public record EmbeddingOptions(
        Pooling pooling, Normalisation normalisation, OptionalInt dimensions, LongText longText, String device) {

    /** As sentence encoders are used: the mean, of length 1, all dimensions; a text that is too long is an error; CPU. */
    public static final EmbeddingOptions DEFAULT =
            new EmbeddingOptions(Pooling.MEAN, Normalisation.L2, OptionalInt.empty(), LongText.ERROR, "cpu");

    /** How the vectors of a text's tokens, the special ones at its start and end among them, become one. */
    public enum Pooling {
        /** Their mean. */
        MEAN,
        /** That of the first token, which BERT calls {@code [CLS]}. */
        FIRST_TOKEN,
        /** The largest number in each dimension. */
        MAX
    }

    /** What becomes of a vector's length. */
    public enum Normalisation {
        /** It is divided by its Euclidean norm, so that dot products are cosines. */
        L2,
        /** Nothing. */
        NONE
    }

    /** @throws UsageException if fewer than one dimension is to be kept */
    public EmbeddingOptions {
        if (dimensions.isPresent() && dimensions.getAsInt() < 1) {
            throw new UsageException("dimensions", "a positive number", String.valueOf(dimensions.getAsInt()));
        }
    }

    public EmbeddingOptions with(Pooling newPooling) {
        return new EmbeddingOptions(newPooling, normalisation, dimensions, longText, device);
    }

    public EmbeddingOptions with(Normalisation newNormalisation) {
        return new EmbeddingOptions(pooling, newNormalisation, dimensions, longText, device);
    }

    public EmbeddingOptions with(LongText newLongText) {
        return new EmbeddingOptions(pooling, normalisation, dimensions, newLongText, device);
    }

    /** Keeps the first dimensions. */
    public EmbeddingOptions withDimensions(int kept) {
        return new EmbeddingOptions(pooling, normalisation, OptionalInt.of(kept), longText, device);
    }

    /** Chooses a device: {@code cpu}, {@code gpu:N} or {@code auto}. */
    public EmbeddingOptions onDevice(String newDevice) {
        return new EmbeddingOptions(pooling, normalisation, dimensions, longText, newDevice);
    }
}
