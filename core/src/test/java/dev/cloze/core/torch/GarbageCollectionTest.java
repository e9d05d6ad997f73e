package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.TinyModels;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gradients through the engine's arrays in Java are wrong when Java's memory is freed too early; ours may not be. */
@ExtendWith(NothingLeftBehind.class)
class GarbageCollectionTest {
    private static final int STEPS = 100;

    @Test
    void collectingGarbageChangesNoGradient() throws Exception {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, 11);
        ScriptMethod method =
                new ScriptWriter(model.graph(), AttentionKernel.FUSED).gradients("gradients", model.loss());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method))) {
            Weights weights = Weights.initial(run, model.parameters(), 7);
            float[][] undisturbed = gradients(program, run, weights);
            AtomicBoolean done = new AtomicBoolean();
            Thread collector = new Thread(() -> {
                while (!done.get()) {
                    System.gc();
                }
            });
            collector.start();
            try {
                for (int i = 0; i < STEPS; i++) {
                    assertThat(gradients(program, run, weights))
                            .as("step %d", i)
                            .isDeepEqualTo(undisturbed);
                }
            } finally {
                done.set(true);
                collector.join();
            }
        }
    }

    private static float[][] gradients(Program program, Scope run, Weights weights) {
        try (Scope step = run.child()) {
            return program.call("gradients", Program.Mode.TRAINING, step, SmallBatch.arguments(step, weights)).stream()
                    .map(NativeArray::toFloats)
                    .toArray(float[][]::new);
        }
    }
}
