package dev.cloze.core.nn;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where modules declare their parameters: a place in the tree of names, all feeding one list. */
final class Parameters {
    private final Graph graph;
    private final String prefix;
    private final List<ParameterSpec> declared;
    private final Initialisation matrices;

    private Parameters(Graph graph, String prefix, List<ParameterSpec> declared, Initialisation matrices) {
        this.graph = graph;
        this.prefix = prefix;
        this.declared = declared;
        this.matrices = matrices;
    }

    static Parameters root(Graph graph, double initialDeviation) {
        return new Parameters(graph, "", new ArrayList<>(), new Initialisation.TruncatedNormal(initialDeviation));
    }

    /** The place one level further in. */
    Parameters in(String name) {
        return new Parameters(graph, prefix + name + ".", declared, matrices);
    }

    /** The same place, with matrices filled at a deviation of its own. */
    Parameters withDeviation(double deviation) {
        return new Parameters(graph, prefix, declared, new Initialisation.TruncatedNormal(deviation));
    }

    /** A hidden matrix [out, in] of so many blocks below each other. */
    Tensor matrix(String name, int blocks, Dim out, Dim in) {
        return declare(name, Role.HIDDEN_MATRIX, blocks, matrices, out, in);
    }

    Tensor table(String name, Dim entries, Dim width) {
        return declare(name, Role.EMBEDDING, 1, matrices, entries, width);
    }

    Tensor normWeight(String name, Dim width) {
        return declare(name, Role.NORM, 1, new Initialisation.Constant(1), width);
    }

    Tensor bias(String name, Dim width) {
        return declare(name, Role.BIAS, 1, new Initialisation.Constant(0), width);
    }

    List<ParameterSpec> all() {
        return Collections.unmodifiableList(declared);
    }

    private Tensor declare(String name, Role role, int blocks, Initialisation initialisation, Dim... dims) {
        ParameterSpec spec = new ParameterSpec(prefix + name, Shape.of(dims), role, blocks, initialisation);
        declared.add(spec);
        return graph.parameter(spec.name(), spec.shape());
    }
}
