package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Work;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.core.graph.AttendedPairs;
import dev.cloze.core.graph.Flops;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.corpora.pack.Packing;
import dev.cloze.corpora.read.Unit;
import dev.cloze.trainer.recipe.CorpusRecipe;
import dev.cloze.trainer.recipe.EvaluationRecipe;
import dev.cloze.trainer.recipe.OptimizerKind;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.recipe.TokenizerRecipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is trained, and on how much at once.
 *
 * @param vocabulary V
 * @param length T, tokens in a row
 * @param rows B, rows in a step
 * @param learningRate of every step
 */
record ModelSize(
        String name,
        int layers,
        int width,
        int heads,
        int feedForwardWidth,
        int vocabulary,
        int length,
        int rows,
        double learningRate) {
    /** Turc et al. 2019 (BERT-Mini), with a vocabulary of the size that small corpora get. */
    static final ModelSize BERT_MINI = new ModelSize("bert-mini", 4, 256, 4, 1024, 8192, 128, 32, 1e-4);

    /** Turc et al. 2019 (BERT-Small), likewise. */
    static final ModelSize BERT_SMALL = new ModelSize("bert-small", 4, 512, 8, 2048, 16384, 128, 32, 1e-4);

    /** Turc et al. 2019, table 1, and Devlin et al. 2019 (base), with BERT's own number of pieces; the smallest first. */
    static final List<ModelSize> OF_BERT = List.of(
            ofBert("bert-tiny", 2, 128),
            ofBert("bert-mini", 4, 256),
            ofBert("bert-small", 4, 512),
            ofBert("bert-medium", 8, 512),
            ofBert("bert-base", 12, 768));

    private static final long SEED = 1;

    /** Heads of 64, a feed-forward layer four times as wide. */
    private static ModelSize ofBert(String name, int layers, int width) {
        return new ModelSize(name, layers, width, width / 64, 4 * width, 30_522, 128, 32, 1e-4);
    }

    /** Masked tokens of a row: all tokens are ordinary, so the share is exact but for rounding. */
    int maskedOfRow() {
        return EvaluationRecipe.MASKING.most(length);
    }

    MaskedLanguageModel model() {
        return new MaskedLanguageModel(encoder(), vocabulary);
    }

    /** A step's work; each row is one document. */
    Work stepWork() {
        MaskedLanguageModel model = model();
        long flops = Flops.training(
                model.graph(),
                List.of(model.loss()),
                model.sizes(rows, length, rows * maskedOfRow()),
                AttendedPairs.ofRows(rows, length));
        return new Work(OptionalLong.of(flops), (long) rows * length, "tokens");
    }

    /** As a user would write it for BERT; corpus and evaluation are not used by a step. */
    Recipe recipe() {
        return new Recipe(
                SEED,
                Optional.empty(),
                CorpusRecipe.of(List.of("synthetic"), Unit.FILES, 0.5),
                Optional.of(new TokenizerRecipe(vocabulary, 1, true)),
                Optional.empty(),
                encoder(),
                EvaluationRecipe.MASKING,
                new OptimizerRecipe(OptimizerKind.ADAMW, learningRate, 0.01, 0.9, 0.999, 1e-8, 0.02, 0.05, 0.95, 1),
                new TrainingRecipe(
                        Integer.MAX_VALUE, length, Packing.STREAM, rows, rows, 0, 0, AttentionKernel.FUSED, 1, 1, 1, 1),
                new EvaluationRecipe(SEED, 1));
    }

    private EncoderConfig encoder() {
        return new EncoderConfig(
                layers,
                width,
                heads,
                feedForwardWidth,
                length,
                0,
                NormPlacement.POST,
                Positions.LEARNED,
                10_000,
                10_000,
                1,
                128,
                FeedForwardKind.PLAIN,
                Activation.GELU,
                Biases.EVERYWHERE,
                1e-12,
                0.02,
                Dropout.NONE);
    }
}
