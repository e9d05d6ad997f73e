package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.TinyModels;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gradients through the engine's arrays in Java are wrong when Java's memory is freed too early; ours may not be. */
@ExtendWith(NothingLeftBehind.class)
class GarbageCollectionTest {
    private static final int STEPS = 100;
    /** So that collections begin anywhere in a step, from the making of its batch to the reading of its gradients. */
    private static final long LONGEST_STEP_MICROS = 5_000;

    @Test
    void collectingGarbageChangesNoGradient() throws Exception {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, 11);
        ScriptMethod method =
                new ScriptWriter(model.graph(), AttentionKernel.FUSED).gradients("gradients", model.loss());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method))) {
            Weights weights = Weights.initial(run, model.parameters(), 7);
            float[][] undisturbed = gradients(program, run, weights);
            for (int i = 0; i < STEPS; i++) {
                Thread collector = new Thread(() -> collectWithin(LONGEST_STEP_MICROS));
                collector.start();
                assertThat(gradients(program, run, weights)).as("step %d", i).isDeepEqualTo(undisturbed);
                collector.join();
            }
        }
    }

    private static void collectWithin(long micros) {
        LockSupport.parkNanos(1_000 * ThreadLocalRandom.current().nextLong(micros));
        System.gc();
    }

    private static float[][] gradients(Program program, Scope run, Weights weights) {
        try (Scope step = run.child()) {
            return program
                    .call(
                            "gradients",
                            Program.Mode.TRAINING,
                            step,
                            SmallBatch.arguments(step, TinyModels.BERT, weights))
                    .stream()
                    .map(NativeArray::toFloats)
                    .toArray(float[][]::new);
        }
    }
}
