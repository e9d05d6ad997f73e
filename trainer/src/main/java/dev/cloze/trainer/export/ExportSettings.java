package dev.cloze.trainer.export;

import dev.cloze.tokenizer.UsageException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be exported, for whom and where.
 *
 * @param model the model's folder
 * @param out must not exist or be empty
 * @param use empty for all outputs that the model has
 * @param pooling empty for the mean
 * @param normalize whether vectors of texts are brought to length 1
 */
public record ExportSettings(
        Path model, Target target, Path out, Optional<Use> use, Optional<Pooling> pooling, boolean normalize) {

    public ExportSettings {
        boolean pooled = target.storesPooling() && !use.equals(Optional.of(Use.FILL_MASK));
        if (!pooled && (pooling.isPresent() || normalize)) {
            throw new UsageException(
                    pooling.isPresent() ? "--pooling" : "--normalize",
                    "a target that makes vectors of texts (sentence-transformers, opensearch, djl --for embeddings)",
                    target + (use.isPresent() ? " --for " + use.get() : ""));
        }
        if (use.isPresent() && !fits(target, use.get())) {
            throw new UsageException("--for", fitting(target), use.get() + " with " + target);
        }
    }

    private static boolean fits(Target target, Use use) {
        return switch (target) {
            case HF -> false;
            case SENTENCE_TRANSFORMERS, OPENSEARCH -> use == Use.EMBEDDINGS;
            case ONNX -> true;
            case TORCHSCRIPT, DJL -> use != Use.TRIBUO;
        };
    }

    private static String fitting(Target target) {
        return switch (target) {
            case HF -> "no use, since the folder has all of the model";
            case SENTENCE_TRANSFORMERS, OPENSEARCH -> Use.EMBEDDINGS.toString();
            case ONNX -> "embeddings, fill-mask or tribuo";
            case TORCHSCRIPT, DJL -> "embeddings or fill-mask";
        };
    }

    /** How the target makes vectors of texts. */
    Embedding embedding() {
        return new Embedding(pooling.orElse(Pooling.MEAN), normalize);
    }
}
