package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModels;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ScriptMethod.Argument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class ScopeTest {
    private static final ScriptMethod TWICE =
            new ScriptMethod("twice", List.of(Argument.array("x")), List.of("return [torch.mul(x, 2.)]"));

    @Test
    void stepsLeaveNothingInTheRun() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, 11);
        ScriptMethod gradients =
                new ScriptWriter(model.graph(), AttentionKernel.FUSED).gradients("gradients", model.loss());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(gradients, TWICE))) {
            Weights weights = Weights.initial(run, model.parameters(), 1);
            int owned = run.owned();
            for (int i = 0; i < 300; i++) {
                try (Scope step = run.child()) {
                    // Gradients now and then: on a busy machine the engine's threads wait for each other.
                    if (i % 20 == 0) {
                        program.call(
                                "gradients",
                                Program.Mode.TRAINING,
                                step,
                                SmallBatch.arguments(step, model.config(), weights));
                        assertThat(step.owned())
                                .isGreaterThan(model.parameters().size());
                    } else {
                        program.call("twice", Program.Mode.TRAINING, step, step.scalar(i));
                        assertThat(step.owned()).isEqualTo(2);
                    }
                }
                assertThat(run.owned()).isEqualTo(owned);
            }
        }
    }

    @Test
    void numbersComeBackAsTheyWent() {
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            assertThat(run.floats(new float[] {1, Float.NaN, -0f}, 3, 1).toFloats())
                    .containsExactly(1, Float.NaN, -0f);
            assertThat(run.longs(new long[] {Long.MIN_VALUE, 5}, 2).toLongs()).containsExactly(Long.MIN_VALUE, 5);
            assertThat(run.scalar(2.5).toFloat()).isEqualTo(2.5f);
            assertThat(run.scalar(2.5).sizes()).isEmpty();
            assertThat(run.zeros(2, 2).toFloats()).containsOnly(0f);
            assertThat(run.floats(new float[0], 0, 4).toFloats()).isEmpty();
        }
    }

    @Test
    void arrayHoldsAsManyNumbersAsItsSizesSay() {
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run.floats(new float[5], 2, 3))
                    .withMessage("array: expected 6 numbers for sizes [2, 3], got 5");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run.longs(new long[7], 2, 3))
                    .withMessage("array: expected 6 numbers for sizes [2, 3], got 7");
        }
    }

    @Test
    void childrenCloseWithTheirParent() {
        Scope run = Scope.open(ComputeDevice.CPU);
        Scope step = run.child();
        int open = Scope.openScopes();
        run.close();

        assertThat(Scope.openScopes()).isEqualTo(open - 2);
        assertThatIllegalStateException().isThrownBy(() -> step.scalar(1));
        step.close();
        run.close();
        assertThat(Scope.openScopes()).isEqualTo(open - 2);
    }

    @Test
    void whatIsLeftBehindIsNamed() {
        NothingLeftBehind watch = new NothingLeftBehind();
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            run.scalar(1);
            assertThatThrownBy(watch::requireNothingLeft)
                    .hasMessageContaining("1 open, which own [1] arrays")
                    .satisfies(error -> assertThat(error.getSuppressed()[0].getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("whatIsLeftBehindIsNamed")));
        }
        watch.requireNothingLeft();
    }

    @Test
    void weightsNeedEveryParameterInItsSize() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, 11);
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Map<String, float[]> values =
                    Weights.initial(run, model.parameters(), 3).values();
            assertThat(Weights.of(run, model.parameters(), values).values().get("head.dense.weight"))
                    .isEqualTo(values.get("head.dense.weight"));

            values.put("head.bias", new float[10]);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Weights.of(run, model.parameters(), values))
                    .withMessage("weights: expected 11 numbers for head.bias, got 10");
            values.remove("head.bias");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Weights.of(run, model.parameters(), values))
                    .withMessage("weights: expected 11 numbers for head.bias, got none");
        }
    }
}
