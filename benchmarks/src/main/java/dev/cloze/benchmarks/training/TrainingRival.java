package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Peers;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A rival of the training step in a process of its own: HuggingFace's BERT in some ways, run by {@code training_step.py},
 * and SameDiff's by the Maven project {@code samediff}. Their settings stand there.
 */
enum TrainingRival {
    /** As it comes: one operation after the other, logits at all places. */
    TRANSFORMERS,
    /** Logits at the masked places only. */
    TRANSFORMERS_MASKED,
    /** By {@code torch.compile}, logits at all places. */
    TRANSFORMERS_COMPILED,
    /** By {@code torch.compile}, logits at the masked places only. */
    TRANSFORMERS_MASKED_COMPILED,
    /** BERT written in SameDiff, logits at the masked places only. */
    SAMEDIFF {
        @Override
        boolean isThere() {
            return Files.isDirectory(libraries());
        }

        @Override
        boolean hasDropout() {
            return false;
        }

        @Override
        List<String> program() {
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            String path =
                    libraries().resolveSibling("classes") + File.pathSeparator + libraries() + File.separator + "*";
            return List.of(java.toString(), "-Xmx2g", "-cp", path, "TrainingStep");
        }

        private Path libraries() {
            return Peers.folder().resolve("samediff").resolve("target").resolve("lib");
        }
    };

    private static final String PYTHON = "venv-training-step";

    /** Those that are set up here. */
    static List<TrainingRival> allThere() {
        return Arrays.stream(values()).filter(TrainingRival::isThere).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isThere() {
        return Peers.isThere(PYTHON);
    }

    /** Whether it can drop out what DJL's BERT does. */
    boolean hasDropout() {
        return true;
    }

    /** The command, to which sizes, batches and threads are added. */
    List<String> program() {
        return List.of(
                Peers.python(PYTHON).toString(),
                Peers.folder().resolve("training_step.py").toString(),
                label());
    }
}
