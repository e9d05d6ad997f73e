package dev.cloze.trainer.recipe;

/**
 * How gradients become updates. Biases and norms never decay.
 *
 * @param kind which optimiser
 * @param learningRate the peak rate of AdamW
 * @param weightDecay AdamW's decoupled decay, as a share of rate times weight
 * @param beta1 decay of AdamW's first moment
 * @param beta2 decay of AdamW's second moment
 * @param epsilon added to the root of the second moment
 * @param muonLearningRate the peak rate of Muon; unused by adamw
 * @param muonWeightDecay Muon's decoupled decay; unused by adamw
 * @param momentum Muon's Nesterov momentum; unused by adamw
 * @param gradientNormLimit the global norm that gradients are scaled down to
 */
public record OptimizerRecipe(
        OptimizerKind kind,
        double learningRate,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        double muonLearningRate,
        double muonWeightDecay,
        double momentum,
        double gradientNormLimit) {
    public OptimizerRecipe {
        Require.positive("learningRate", learningRate);
        Require.notNegative("weightDecay", weightDecay);
        Require.inside("beta1", beta1);
        Require.inside("beta2", beta2);
        Require.positive("epsilon", epsilon);
        Require.positive("muonLearningRate", muonLearningRate);
        Require.notNegative("muonWeightDecay", muonWeightDecay);
        Require.inside("momentum", momentum);
        Require.positive("gradientNormLimit", gradientNormLimit);
    }
}
