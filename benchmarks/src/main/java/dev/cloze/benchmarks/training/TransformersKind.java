package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Peers;
import java.util.List;
import java.util.Locale;

/** A way to train HuggingFace's BERT, run by {@code training_step.py}, where its settings are. */
enum TransformersKind {
    /** As it comes: one operation after the other, logits at all places. */
    TRANSFORMERS,
    /** Logits at the masked places only. */
    TRANSFORMERS_MASKED,
    /** By {@code torch.compile}, logits at all places. */
    TRANSFORMERS_COMPILED,
    /** By {@code torch.compile}, logits at the masked places only. */
    TRANSFORMERS_MASKED_COMPILED;

    private static final String PYTHON = "venv-training-step";

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether they are set up here. */
    static boolean areThere() {
        return Peers.isThere(PYTHON);
    }

    List<String> program() {
        return List.of(
                Peers.python(PYTHON).toString(),
                Peers.folder().resolve("training_step.py").toString(),
                label());
    }
}
