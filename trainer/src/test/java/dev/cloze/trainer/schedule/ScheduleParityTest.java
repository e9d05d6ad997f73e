package dev.cloze.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.DecayShape;
import dev.cloze.trainer.recipe.LearningRateSchedule;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The factors of torch's and transformers' schedulers as src/test/parity/schedules.py records them. */
class ScheduleParityTest {
    private static final Offset<Double> TOLERANCE = Offset.offset(1e-12);

    private final Recorded recorded = recorded();

    private record Recorded(
            int steps,
            int warmup,
            int decay,
            List<Double> linear,
            List<Double> cosine,
            @SerializedName("warmup_stable_decay_linear") List<Double> stableLinear,
            @SerializedName("warmup_stable_decay_sqrt") List<Double> stableSqrt,
            @SerializedName("one_cycle") List<Double> oneCycle) {}

    @Test
    void linearAndCosineFallAsTorchLetsThem() {
        assertEqual(factors(LearningRateSchedule.LINEAR), recorded.linear, recorded.warmup);
        assertEqual(factors(LearningRateSchedule.COSINE), recorded.cosine, recorded.warmup);
    }

    @Test
    void warmupStableDecayIsThatOfTransformersAfterTheWarmup() {
        Map<DecayShape, List<Double>> expected =
                Map.of(DecayShape.LINEAR, recorded.stableLinear, DecayShape.SQRT, recorded.stableSqrt);
        expected.forEach((shape, factors) -> assertEqual(
                factors(LearningRateSchedule.WARMUP_STABLE_DECAY, "training.decayShape", shape.name()),
                factors.subList(recorded.warmup, recorded.steps),
                recorded.warmup));
    }

    @Test
    void oneCycleIsTorchsInEveryStep() {
        assertEqual(factors(LearningRateSchedule.ONE_CYCLE), recorded.oneCycle, 0);
    }

    @Test
    void aConstantRateStaysAtThePeak() {
        List<Double> factors = factors(LearningRateSchedule.CONSTANT);
        assertThat(factors.subList(recorded.warmup - 1, recorded.steps)).containsOnly(1.0);
    }

    @Test
    void everyScheduleWarmsUpAndStaysAboveZero() {
        for (LearningRateSchedule schedule : LearningRateSchedule.values()) {
            List<Double> factors = factors(schedule);
            assertThat(factors.subList(0, recorded.warmup)).as("%s", schedule).isSorted();
            assertThat(factors).as("%s", schedule).allMatch(factor -> factor > 0 && factor <= 1);
            assertThat(factors.get(recorded.warmup - 1)).as("%s", schedule).isEqualTo(1);
        }
    }

    @Test
    void runsOfOneStepHaveARate() {
        for (LearningRateSchedule schedule : LearningRateSchedule.values()) {
            assertThat(Schedule.of(recipe(schedule, 1)).factor(0))
                    .as("%s", schedule)
                    .isPositive();
        }
        assertThat(new OneCycle(3, 3).factor(2)).isEqualTo(1);
        assertThat(new OneCycle(3, 1).factor(0)).isEqualTo(1);
    }

    private static void assertEqual(List<Double> factors, List<Double> expected, int from) {
        assertThat(factors.size() - from).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(factors.get(from + i)).as("step %d", from + i).isCloseTo(expected.get(i), TOLERANCE);
        }
    }

    private List<Double> factors(LearningRateSchedule schedule, String... changes) {
        Schedule ours = Schedule.of(recipe(schedule, recorded.steps, changes));
        return IntStream.range(0, recorded.steps)
                .mapToObj(step -> ours.factor((double) step))
                .toList();
    }

    private TrainingRecipe recipe(LearningRateSchedule schedule, int steps, String... changes) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("training.steps", String.valueOf(steps));
        values.put("training.schedule", schedule.name().toLowerCase(Locale.ROOT));
        values.put("training.warmupShare", String.valueOf((double) recorded.warmup / recorded.steps));
        values.put("training.decayShare", String.valueOf((double) recorded.decay / recorded.steps));
        for (int i = 0; i < changes.length; i += 2) {
            values.put(changes[i], changes[i + 1].toLowerCase(Locale.ROOT));
        }
        try {
            return Recipe.load(TinyRecipe.file()).with(values).training();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recorded recorded() {
        try (InputStream in = ScheduleParityTest.class.getResourceAsStream("schedules.json");
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return new Gson().fromJson(text, Recorded.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
