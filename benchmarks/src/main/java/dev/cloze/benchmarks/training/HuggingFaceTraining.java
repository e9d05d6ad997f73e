package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Peers;
import dev.cloze.benchmarks.harness.RivalProcess;
import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** A training step of HuggingFace's BertForMaskedLM, in a Python process that takes its own time. */
final class HuggingFaceTraining implements Subject {
    private static final String PYTHON = "venv-run-mlm";

    private final RivalProcess process;

    /** How the model is run. */
    enum Kind {
        EAGER,
        /** By {@code torch.compile}. */
        COMPILED;

        String label() {
            return "huggingface-" + name().toLowerCase(Locale.ROOT);
        }
    }

    private HuggingFaceTraining(RivalProcess process) {
        this.process = process;
    }

    static boolean isThere() {
        return Peers.isThere(PYTHON);
    }

    static HuggingFaceTraining open(Kind kind, ModelSize size, double dropout, int threads) throws IOException {
        return open(
                List.of(
                        Peers.python(PYTHON).toString(),
                        Peers.folder().resolve("training_step.py").toString(),
                        kind.name().toLowerCase(Locale.ROOT)),
                size,
                dropout,
                threads);
    }

    /** By a program that takes what {@code training_step.py} takes. */
    static HuggingFaceTraining open(List<String> program, ModelSize size, double dropout, int threads)
            throws IOException {
        List<String> command = new ArrayList<>(program);
        for (int number : new int[] {
            size.layers(),
            size.width(),
            size.heads(),
            size.feedForwardWidth(),
            size.vocabulary(),
            size.length(),
            size.rows(),
            size.maskedOfRow()
        }) {
            command.add("" + number);
        }
        command.addAll(List.of("" + size.learningRate(), "" + dropout, "" + threads));
        return new HuggingFaceTraining(new RivalProcess(command));
    }

    @Override
    public double call() throws IOException {
        process.call();
        return 0;
    }

    /** The process's own clock counts; {@code nanoTime} is not asked. */
    @Override
    public Sample sample(LongSupplier nanoTime) throws IOException {
        return new Sample(process.call(), 0);
    }

    @Override
    public OptionalLong peakRssMiB() {
        return process.peakRssMiB();
    }

    @Override
    public Optional<String> remark() {
        return Optional.of(process.description().get("library").getAsString());
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
