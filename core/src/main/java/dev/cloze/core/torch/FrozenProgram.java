package dev.cloze.core.torch;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An output of a graph on weights that never change, as fast as the engine can. On CPUs for which the engine has oneDNN the
 * matrices lie in memory as oneDNN's products want them: of MiniLM's sizes, on one core of an AMD EPYC, at 250 GFLOP/s
 * against 105 of the plain ones, which MKL runs, and at 190 against 80 for rows of 16 tokens.
 */
public final class FrozenProgram implements AutoCloseable {
    private static final String METHOD = "output";
    private static final String PACK = "pack";

    private final Program program;
    private final NativeArrayList weights;

    private final boolean packed;

    private FrozenProgram(Program program, NativeArrayList weights, boolean packed) {
        this.program = program;
        this.weights = weights;
        this.packed = packed;
    }

    /**
     * Loads into a scope that outlives every call.
     *
     * @param values the parameters' numbers by name
     */
    public static FrozenProgram load(
            Scope run,
            ComputeDevice device,
            Graph graph,
            List<ParameterSpec> parameters,
            Map<String, float[]> values,
            Tensor output) {
        Products products = Products.withoutGradient(device);
        ScriptWriter writer = new ScriptWriter(graph, AttentionKernel.FUSED, products);
        ScriptMethod forward = writer.forward(METHOD, output);
        if (products == Products.PACKED) {
            Program program = Program.load(run, List.of(forward, writer.packing(PACK, output)));
            return new FrozenProgram(program, packed(run, program, parameters, values), true);
        }
        Program program = Program.load(run, List.of(forward));
        return new FrozenProgram(program, Weights.of(run, parameters, values).arrays(), false);
    }

    /** The plain matrices go when their scope closes; what was not packed is the same memory under another handle. */
    private static NativeArrayList packed(
            Scope run, Program program, List<ParameterSpec> parameters, Map<String, float[]> values) {
        try (Scope loading = run.child()) {
            List<NativeArgument> arguments = new ArrayList<>();
            arguments.add(run.scalar(0)); // the owner of its scope is that of the results
            arguments.add(Weights.of(loading, parameters, values).arrays());
            return new NativeArrayList("weights", program.call(PACK, Program.Mode.INFERENCE, run, arguments));
        }
    }

    /** Runs the graph on inputs in the graph's order; the first is the step's, and so is the result. */
    public NativeArray call(Scope step, List<NativeArgument> inputs) {
        List<NativeArgument> arguments = new ArrayList<>(inputs);
        arguments.add(weights);
        return program.call(METHOD, Program.Mode.INFERENCE, step, arguments).get(0);
    }

    boolean isPacked() {
        return packed;
    }

    @Override
    public void close() {
        program.close();
    }
}
