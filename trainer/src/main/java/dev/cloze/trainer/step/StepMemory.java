package dev.cloze.trainer.step;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.graph.ActivationBytes;
import dev.cloze.core.graph.Sizes;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.ActivationCheckpointing;
import dev.cloze.core.torch.Arithmetic;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.Recipe;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The most memory of a recipe's steps, in bytes, as an estimate: for the phase with the largest micro-batches, on the CPU,
 * with an allocator that uses again what was let go of, as the launcher's settings have it.
 *
 * @param state weights, gradients (twice, if those of several micro-batches are added up), the optimizer's state, averages
 * @param activations what the forward pass keeps
 * @param passing what both passes hold for a moment beside it: four of the largest array, by measurement
 */
public record StepMemory(long state, long activations, long passing) {
    /** Java and the engine's code beside the rest, as measured in runs with 512 MiB of heap. */
    public static final long PROCESS = 600L << 20;

    private static final int PASSING = 4;
    private static final int BYTES_PER_NUMBER = 4;

    /** An estimate for a recipe. */
    public static StepMemory of(Recipe recipe, MaskedLanguageModel model) {
        PhaseRecipe largest = largest(recipe);
        Arithmetic arithmetic = TrainingStep.arithmetic(recipe, ComputeDevice.CPU);
        ActivationBytes bytes = new ActivationBytes(
                sizes(recipe, model),
                arithmetic.operands(),
                arithmetic.units(),
                recipe.training().kernel() == AttentionKernel.EAGER);
        boolean runsAgain =
                recipe.training().activationCheckpointing().equals(Optional.of(ActivationCheckpointing.FULL));
        long moments = Optimizer.stateNames(recipe.optimizer(), model.parameters()).values().stream()
                .mapToLong(ParameterSpec::count)
                .sum();
        int gradients = largest.rowsPerMicroBatch() < largest.rowsPerBatch() ? 2 : 1;
        int averages = recipe.training().averaging().isPresent() ? 1 : 0;
        return new StepMemory(
                BYTES_PER_NUMBER * ((1 + gradients + averages) * model.parameterCount() + moments),
                runsAgain
                        ? bytes.bySegments(model.graph(), model.loss())
                        : bytes.of(model.graph(), List.of(model.loss())),
                PASSING * bytes.largest(model.graph(), List.of(model.loss())));
    }

    /** The phase with the largest micro-batches. */
    public static PhaseRecipe largest(Recipe recipe) {
        return recipe.training().allPhases().stream()
                .max(Comparator.comparingLong(phase -> (long) phase.rowsPerMicroBatch() * phase.rowLength()))
                .orElseThrow();
    }

    /** The sizes of that phase's micro-batches. */
    public static Sizes sizes(Recipe recipe, MaskedLanguageModel model) {
        PhaseRecipe phase = largest(recipe);
        long tokens = (long) phase.rowsPerMicroBatch() * phase.rowLength();
        return model.sizes(
                phase.rowsPerMicroBatch(), phase.rowLength(), recipe.masking().most(tokens));
    }

    /** The process's, with {@link #PROCESS}. */
    public long peak() {
        return state + activations + passing + PROCESS;
    }
}
