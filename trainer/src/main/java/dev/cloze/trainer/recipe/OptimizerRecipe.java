package dev.cloze.trainer.recipe;

import java.util.List;
import java.util.Optional;

/**
 * How gradients become updates. Biases and norms do not decay unless a rule says so.
 *
 * @param kind which optimiser
 * @param learningRate the peak rate of AdamW, StableAdamW or LAMB
 * @param weightDecay decoupled decay, as a share of rate times weight
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param muonLearningRate the peak rate of Muon; unused by the others
 * @param muonWeightDecay Muon's decoupled decay; unused by the others
 * @param momentum Muon's Nesterov momentum; unused by the others
 * @param gradientNormLimit the global norm that gradients are scaled down to
 * @param muonIteration how Muon makes matrices orthogonal; absent: Newton-Schulz; unused by the others
 * @param rules what is different for some parameters, in order; absent: nothing
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
        double gradientNormLimit,
        Optional<MuonIteration> muonIteration,
        Optional<List<ParameterRule>> rules) {
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

    /** Newton-Schulz for Muon, and no rules. */
    public OptimizerRecipe(
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
        this(
                kind,
                learningRate,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                muonLearningRate,
                muonWeightDecay,
                momentum,
                gradientNormLimit,
                Optional.empty(),
                Optional.empty());
    }
}
