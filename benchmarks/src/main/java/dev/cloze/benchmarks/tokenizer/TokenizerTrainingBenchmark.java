package dev.cloze.benchmarks.tokenizer;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Peers;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import dev.cloze.tokenizer.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** The training of vocabularies from text of several sizes: Cloze beside HuggingFace's Rust library. */
public final class TokenizerTrainingBenchmark implements Benchmark {
    static final String CLOZE = "cloze";
    static final String HUGGING_FACE = "huggingface";

    private static final String PYTHON = "venv-training";

    private static final int VOCABULARY = 30_000;
    private static final int MEASURED = 9;

    @Override
    public String name() {
        return "tokenizer-training";
    }

    @Override
    public String description() {
        return """
                Vocabularies of 30,000 pieces. From 10 MB of text or 40, and from 160 too if the property cloze.bench.text names
                a file with so much: byte-level BPE, BPE over characters, WordPiece by frequency, minimum frequency 2. From 2 MB
                or 10, as the Rust trainer takes minutes for more: Unigram, 1,000,000 seeds, pieces of at most 16 characters,
                shrinking by 0.75, 2 sub-iterations. Each call is a process of its own, its start included. cloze: a JVM with a
                heap of 128 MiB and 2 for each MB of text, as many threads as cores. huggingface: tokenizers 0.23.3 (Rust) from
                Python, all cores, reading the same file; see benchmarks/peers/README.md. BPE must come out the same in both, or
                the benchmark fails.""";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        List<Cell> cells = new ArrayList<>();
        for (int megabytes : sizes(preset)) {
            for (TrainedModel model : TrainedModel.values()) {
                if (model != TrainedModel.UNIGRAM) {
                    cells.add(cell(model, megabytes));
                }
            }
        }
        cells.add(cell(TrainedModel.UNIGRAM, 2));
        if (preset == Preset.FULL) {
            cells.add(cell(TrainedModel.UNIGRAM, 10));
        }
        return cells;
    }

    private static List<Integer> sizes(Preset preset) {
        if (preset == Preset.QUICK) {
            return List.of(10);
        }
        return System.getProperty(TrainingText.PROPERTY) == null ? List.of(10, 40) : List.of(10, 40, 160);
    }

    private static Cell cell(TrainedModel model, int megabytes) {
        AtomicReference<String> vocabulary = model.isReproducible() ? new AtomicReference<>() : null;
        return new Cell(
                model.label() + "/" + megabytes + "MB",
                new Work(OptionalLong.empty(), megabytes, "MB"),
                new Rounds(0, MEASURED, 1),
                HUGGING_FACE,
                List.of(
                        new Variant(CLOZE, () -> open(java(megabytes), model, megabytes, vocabulary)),
                        new Variant(HUGGING_FACE, () -> open(python(), model, megabytes, vocabulary))));
    }

    private static TrainingProcess open(
            List<String> program, TrainedModel model, int megabytes, AtomicReference<String> vocabulary)
            throws Exception {
        return new TrainingProcess(program, TrainingText.write(megabytes), model, VOCABULARY, vocabulary);
    }

    private static List<String> java(int megabytes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + (128 + 2 * megabytes) + "m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ClozeTokenizerTraining.class.getName()));
        return command;
    }

    private static List<String> python() {
        String python = Peers.python(PYTHON).toString();
        if (!Peers.isThere(PYTHON)) {
            throw new UsageException(
                    python, "Python with tokenizers; see README.md in " + Peers.folder(), "no such program");
        }
        return List.of(python, Peers.folder().resolve("tokenizer_training.py").toString());
    }
}
