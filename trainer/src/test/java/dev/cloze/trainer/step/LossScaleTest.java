package dev.cloze.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossScaleTest {
    private static final Recipe FLOAT32 = TinyRecipe.on(Path.of("none"));
    private static final Recipe FLOAT16 = FLOAT32.with("training.precision", "float16");

    @Test
    void onlyFloat16HasOne() {
        assertThat(LossScale.of(FLOAT32, Optional.empty())).isEmpty();
        assertThat(LossScale.of(FLOAT32.with("training.precision", "bfloat16"), Optional.empty()))
                .isEmpty();
        assertThat(LossScale.stateNames(FLOAT32)).isEmpty();
        assertThat(LossScale.stateNames(FLOAT16)).containsOnlyKeys("loss_scale");
        assertThat(at(FLOAT16, Optional.empty()).factor()).isEqualTo(65_536);
    }

    @Test
    void itFallsToOneAndRisesAfterTwoThousandUpdates() {
        LossScale scale = at(FLOAT16, Optional.of(Map.of("loss_scale", new float[] {4, 1_998})));
        scale.hold();
        assertThat(scale.factor()).isEqualTo(4);
        assertThat(scale.state().get("loss_scale")).containsExactly(4, 1_999);
        scale.hold();
        assertThat(scale.state().get("loss_scale")).containsExactly(8, 0);
        for (int i = 0; i < 100; i++) {
            scale.hold();
        }
        for (int factor : new int[] {4, 2, 1}) {
            assertThat(scale.fall()).isTrue();
            assertThat(scale.state().get("loss_scale")).containsExactly(factor, 0);
        }
        assertThat(scale.fall()).as("no range is left to gain").isFalse();
        LossScale most = at(FLOAT16, Optional.of(Map.of("loss_scale", new float[] {0x1p24f, 1_999})));
        most.hold();
        assertThat(most.factor()).isEqualTo(0x1p24);
    }

    private static LossScale at(Recipe recipe, Optional<Map<String, float[]>> state) {
        return LossScale.of(recipe, state).orElseThrow();
    }

    /** A first step with a scale that overflows is the same, to the bit, as one that begins where it has fallen to. */
    @Test
    void anOverflowLosesNothing() throws Exception {
        EngineThread.run(() -> {
            Stepped high = stepped(FLOAT16, 0x1p24f);
            assertThat(high.scale).isLessThan(0x1p24f);
            Stepped low = stepped(FLOAT16, high.scale);
            assertThat(low.scale).as("does not overflow").isEqualTo(high.scale);
            assertThat(high.loss).isEqualTo(low.loss);
            low.weights.forEach((name, values) ->
                    assertThat(high.weights.get(name)).as(name).isEqualTo(values));
            return null;
        });
    }

    /** Of a mean over a thousand times as many tokens, as a scale below one has it, few would be left. */
    @Test
    void smallGradientsAreKept() throws Exception {
        EngineThread.run(() -> {
            double exact = stepped(FLOAT32, 1).norm;
            assertThat(stepped(FLOAT16, 65_536).norm).isCloseTo(exact, withinPercentage(0.5));
            assertThat(stepped(FLOAT16, 0x1p-10f).norm).isNotCloseTo(exact, withinPercentage(2.0));
            return null;
        });
    }

    private record Stepped(double loss, double norm, float scale, Map<String, float[]> weights) {}

    /** One step from the initial weights on two micro-batches of random tokens. */
    private static Stepped stepped(Recipe recipe, float first) {
        MaskedLanguageModel model = new MaskedLanguageModel(recipe.encoder(), recipe.vocabularySize());
        Optional<LossScale> scale = LossScale.of(recipe, Optional.of(Map.of("loss_scale", new float[] {first, 0})));
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Weights weights = Weights.initial(run, model.parameters(), 3);
            try (Optimizer optimizer = Optimizer.create(run, weights, recipe.optimizer());
                    TrainingStep step = new TrainingStep(run, model, weights, optimizer, recipe, scale)) {
                TrainingStep.Outcome outcome =
                        step.run(0, 1, batch(recipe), () -> false).orElseThrow();
                return new Stepped(
                        outcome.loss(),
                        outcome.gradientNorm(),
                        scale.map(kept -> (float) kept.factor()).orElse(1f),
                        weights.values());
            }
        }
    }

    private static StepBatch batch(Recipe recipe) {
        Random random = new Random(4);
        int length = recipe.training().rowLength();
        List<MaskedBatch> microBatches = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<PackedRow> rows = new ArrayList<>();
            List<MaskedRow> masked = new ArrayList<>();
            for (int row = 0; row < 32; row++) {
                int[] ids = random.ints(length, 0, recipe.vocabularySize()).toArray();
                int[] places = IntStream.range(0, length).toArray();
                rows.add(new PackedRow(ids, new int[] {0}));
                masked.add(new MaskedRow(ids, places, ids));
            }
            microBatches.add(MaskedBatch.of(rows, masked, length, 0));
        }
        return new StepBatch(microBatches);
    }
}
