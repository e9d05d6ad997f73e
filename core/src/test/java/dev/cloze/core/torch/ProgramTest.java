package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.ScriptMethod.Argument;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class ProgramTest {
    private static final ScriptMethod WEIGHED = new ScriptMethod(
            "weighed",
            List.of(Argument.array("x"), Argument.list("weights"), Argument.list("more")),
            List.of("return [torch.add(torch.mul(x, weights[0]), more[1])]"));

    private Scope run;
    private Scope step;
    private Program program;
    private NativeArray x;
    private NativeArrayList weights;
    private NativeArrayList more;

    @BeforeEach
    void load() {
        run = Scope.open(ComputeDevice.CPU);
        program = Program.load(run, List.of(WEIGHED));
        step = run.child();
        x = step.floats(new float[] {1, 2}, 2);
        weights = new NativeArrayList("weights", List.of(run.scalar(10)));
        more = new NativeArrayList("more", List.of(run.scalar(0), run.scalar(5)));
    }

    @AfterEach
    void close() {
        step.close();
        program.close();
        run.close();
    }

    @Test
    void listsArriveApartAndInOrder() {
        assertThat(program.call("weighed", Mode.INFERENCE, step, x, weights, more)
                        .get(0)
                        .toFloats())
                .containsExactly(15, 25);
    }

    @Test
    void callNamesAMethodThatIsThere() {
        refused(
                () -> program.call("weighted", Mode.INFERENCE, step, x),
                "program: expected one of [weighed], got weighted");
    }

    @Test
    void callHasTheArgumentsOfItsMethod() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> program.call("weighed", Mode.INFERENCE, step, x, weights))
                .withMessageStartingWith("weighed: expected arguments [")
                .withMessageContaining("name=more, kind=LIST");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> program.call("weighed", Mode.INFERENCE, step, x, step.scalar(1), more))
                .withMessageStartingWith("weighed: expected arguments [");
    }

    @Test
    void firstArgumentIsOfTheStep() {
        refused(
                () -> program.call("weighed", Mode.INFERENCE, step, run.scalar(1), weights, more),
                "weighed: expected a first argument of the step's scope, got one of another");
    }

    @Test
    void listsOfOneCallHaveNamesOfTheirOwn() {
        NativeArrayList same = new NativeArrayList("weights", List.of(run.scalar(0), run.scalar(5)));
        refused(
                () -> program.call("weighed", Mode.INFERENCE, step, x, weights, same),
                "weighed: expected lists of different names, got weights again");
    }

    @Test
    void arrayBelongsToItsLastList() {
        new NativeArrayList("taker", weights.arrays());
        refused(
                () -> program.call("weighed", Mode.INFERENCE, step, x, weights, more),
                "list weights: expected arrays of this list, got one of taker[]");
    }

    @Test
    void arrayOfAListDoesNotGoAlone() {
        new NativeArrayList("batch", List.of(x));
        refused(
                () -> program.call("weighed", Mode.INFERENCE, step, x, weights, more),
                "weighed: expected an array of no list, got one of batch[]");
    }

    @Test
    void listIsNotEmpty() {
        refused(() -> new NativeArrayList("none", List.of()), "list none: expected at least one array, got none");
    }

    @Test
    void methodBeginsWithAnArray() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScriptMethod("lists", List.of(Argument.list("all")), List.of("return all")))
                .withMessageStartingWith("lists: expected an array as the first argument, got [");
    }

    @Test
    void faultOfTheEngineNamesTheLine() {
        NativeArrayList three = new NativeArrayList("weights", List.of(run.zeros(3)));

        assertThatThrownBy(() -> program.call("weighed", Mode.INFERENCE, step, x, three, more))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("torch.mul(x, weights[0])");
    }

    @Test
    void scriptThatDoesNotParseIsRefusedWithItsLine() {
        ScriptMethod broken =
                new ScriptMethod("broken", List.of(Argument.array("x")), List.of("return [torch.no_such(x)]"));

        assertThatThrownBy(() -> Program.load(run, List.of(broken)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("torch.no_such(x)");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
