package dev.cloze.core.torch;

import dev.cloze.core.graph.Tensor;

/** What a training step's forward pass keeps for its backward pass. The gradients have the same bits. */
public enum ActivationCheckpointing {
    /** All that the backward pass needs. */
    NONE,
    /** What goes into each layer, which then runs again in the backward pass (Chen et al. 2016): less memory, more time. */
    FULL;

    /** The method of a graph that returns a loss and its gradients, as {@link ScriptWriter#gradients}. */
    public ScriptMethod gradients(ScriptWriter writer, String name, Tensor loss) {
        return switch (this) {
            case NONE -> writer.gradients(name, loss);
            case FULL -> writer.gradientsBySegments(name, loss);
        };
    }
}
