package dev.cloze.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.nn.Initialisation;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.recipe.AveragingRecipe;
import dev.cloze.trainer.recipe.OptimizerKind;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightAverageTest {
    private static final List<ParameterSpec> SPECS = List.of(new ParameterSpec(
            "bias", Shape.of(Dim.of("d2", 2)), Role.BIAS, 1, new Initialisation.TruncatedNormal(0.5)));
    private static final OptimizerRecipe ADAMW =
            new OptimizerRecipe(OptimizerKind.ADAMW, 0.1, 0, 0.9, 0.98, 1e-8, 0.02, 0, 0.95, 1);

    /** The first decay is never reached in these steps, the second one soon. */
    @ParameterizedTest
    @CsvSource({"0.99, 1", "0.3, 1", "0.3, 3"})
    void itFollowsTheFormulaAndGoesOnFromItsState(double decay, long every) {
        AveragingRecipe recipe = new AveragingRecipe(decay, every);
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Weights weights = Weights.initial(run, SPECS, 3);
            double expected = weights.arrays().arrays().get(0).toFloats()[0];
            WeightAverage average = WeightAverage.create(run, weights, recipe);
            try (Optimizer optimizer = Optimizer.create(run, weights, ADAMW)) {
                for (int step = 1; step <= 20; step++) {
                    try (Scope scope = run.child()) {
                        NativeArrayList gradients =
                                new NativeArrayList("gradients", List.of(scope.floats(new float[] {step - 9f, 1}, 2)));
                        optimizer.update(scope, step, 0.1, 0, gradients);
                        average.renew(scope, step);
                    }
                    if (step % every == 0) {
                        double renewal = (double) step / every;
                        double kept = Math.min(decay, (1 + renewal) / (10 + renewal));
                        expected = kept * expected
                                + (1 - kept) * weights.arrays().arrays().get(0).toFloats()[0];
                    }
                    assertThat((double) average.weights().values().get("bias")[0])
                            .as("step %d", step)
                            .isCloseTo(expected, within(1e-6));
                    if (step == 7) {
                        WeightAverage restored = WeightAverage.restore(run, weights, recipe, average.state());
                        average.close();
                        average = restored;
                    }
                }
            }
            average.close();
        }
    }
}
