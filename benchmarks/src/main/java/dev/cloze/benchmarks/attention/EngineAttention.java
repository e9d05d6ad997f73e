package dev.cloze.benchmarks.attention;

import dev.cloze.benchmarks.harness.EmptyScript;
import dev.cloze.benchmarks.harness.Quartiles;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptMethod.Argument;
import dev.cloze.core.torch.ScriptWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kernel of the engine, as the script of one attention node. Forward is one call of a script that keeps what the
 * engine's automatic differentiation needs, and makes the masks out of the document numbers, which a model of many layers
 * does once for all of them. Backward is one call that takes the gradients.
 */
final class EngineAttention implements Attention {
    private static final String ARRIVE = "arrive";
    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";

    private static final int EMPTY_CALLS = 500;
    private static final long MOST_SCORES = 1L << 30;

    private static final List<Argument> Q_K_V = List.of(Argument.array("q"), Argument.array("k"), Argument.array("v"));

    private final AttentionKernel kernel;

    EngineAttention(AttentionKernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public String name() {
        return nameOf(kernel);
    }

    static String nameOf(AttentionKernel kernel) {
        return kernel.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Scores of whole rows several times over: what other kernels need they know themselves. */
    @Override
    public Optional<String> refusal(AttentionTask task) {
        long length = task.rows().length();
        long scores = length * length * task.rows().rows() * task.heads() * Float.BYTES;
        return kernel == AttentionKernel.EAGER && scores > MOST_SCORES
                ? Optional.of(String.format(
                        Locale.ROOT, "scores of %,d MiB, of which it needs some five at once", scores >> 20))
                : Optional.empty();
    }

    @Override
    public Prepared prepare(AttentionTask task) {
        return new Scripts(kernel, task);
    }

    /** The median time of a script's call that does nothing; each round has two calls. */
    static double emptyCallSeconds() {
        try (Scope run = Scope.open(ComputeDevice.CPU);
                EmptyScript script = new EmptyScript(run)) {
            double[] seconds = new double[EMPTY_CALLS];
            for (int i = -EMPTY_CALLS; i < EMPTY_CALLS; i++) {
                try (Scope step = run.child()) {
                    seconds[Math.max(0, i)] = script.call(step);
                }
            }
            return Quartiles.of(seconds).median();
        }
    }

    private static List<ScriptMethod> methods(AttentionKernel kernel, AttentionTask task) {
        AttentionNode node = AttentionNode.of(task);
        ScriptMethod arrive = new ScriptMethod(
                ARRIVE,
                Q_K_V,
                List.of(
                        "torch.set_grad_enabled(True)", // of the thread, and off on a new one
                        "return [torch.requires_grad_(torch.detach(q)), torch.requires_grad_(torch.detach(k)), "
                                + "torch.requires_grad_(torch.detach(v))]"));
        ScriptMethod backward = new ScriptMethod(
                BACKWARD,
                List.of(
                        Argument.array("out"),
                        Argument.array("q"),
                        Argument.array("k"),
                        Argument.array("v"),
                        Argument.array("out_gradient")),
                List.of(
                        "torch.set_grad_enabled(True)",
                        "given = annotate(List[Optional[Tensor]], [out_gradient])",
                        "gradients = torch.grad([out], [q, k, v], given)",
                        "results = annotate(List[Tensor], [])",
                        "for i in range(torch.len(gradients)):",
                        "  gradient = gradients[i]",
                        "  _0 = torch.append(results, unchecked_cast(Tensor, gradient))",
                        "return results"));
        return List.of(arrive, new ScriptWriter(node.graph(), kernel).forward(FORWARD, node.mixed_BHTK()), backward);
    }

    private static final class Scripts implements Prepared {
        private final long[] sizes_BHTK;
        private final Scope run;
        private final Program program;
        private final NativeArray documents_BT;
        private final NativeArrayList noWeights;
        private Scope step;
        private List<NativeArray> qkv_BHTK;
        private NativeArray outGradient_BHTK;
        private NativeArray out_BHTK;
        private List<NativeArray> gradients_BHTK;

        Scripts(AttentionKernel kernel, AttentionTask task) {
            int rows = task.rows().rows();
            int length = task.rows().length();
            sizes_BHTK = new long[] {rows, task.heads(), length, task.headWidth()};
            run = Scope.open(ComputeDevice.CPU);
            program = Program.load(run, methods(kernel, task));
            documents_BT = run.longs(task.rows().documents(), rows, length);
            noWeights = new NativeArrayList("weights", List.of(run.floats(new float[1], 1)));
            step = run.child();
        }

        @Override
        public void take(float[] q_BHTK, float[] k_BHTK, float[] v_BHTK, float[] gradient_BHTK) {
            step.close();
            step = run.child();
            qkv_BHTK = program.call(
                    ARRIVE,
                    Mode.TRAINING,
                    step,
                    step.floats(q_BHTK, sizes_BHTK),
                    step.floats(k_BHTK, sizes_BHTK),
                    step.floats(v_BHTK, sizes_BHTK));
            outGradient_BHTK = step.floats(gradient_BHTK, sizes_BHTK);
        }

        @Override
        public void forward() {
            out_BHTK = program.call(
                            FORWARD,
                            Mode.TRAINING,
                            step,
                            qkv_BHTK.get(0),
                            qkv_BHTK.get(1),
                            qkv_BHTK.get(2),
                            documents_BT,
                            noWeights)
                    .get(0);
        }

        @Override
        public void backward() {
            gradients_BHTK = program.call(
                    BACKWARD,
                    Mode.TRAINING,
                    step,
                    out_BHTK,
                    qkv_BHTK.get(0),
                    qkv_BHTK.get(1),
                    qkv_BHTK.get(2),
                    outGradient_BHTK);
        }

        @Override
        public Outputs outputs() {
            return new Outputs(
                    out_BHTK.toFloats(),
                    gradients_BHTK.get(0).toFloats(),
                    gradients_BHTK.get(1).toFloats(),
                    gradients_BHTK.get(2).toFloats());
        }

        @Override
        public void close() {
            program.close();
            run.close();
        }
    }
}
