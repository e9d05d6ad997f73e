package dev.cloze.benchmarks.training;

import com.google.gson.JsonObject;
import dev.cloze.benchmarks.harness.Peers;
import dev.cloze.benchmarks.harness.RivalProcess;
import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.trainer.batch.MaskedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A training step in a process of its own, which takes the time of its calls itself. It has Cloze's batches as a file
 * before it starts, so that making them costs it nothing, and the launcher's variables of the C allocator, as Cloze has.
 */
final class RivalTraining implements Subject {
    /** Taken in a circle. */
    private static final int BATCHES = 64;

    private final Path folder;
    private final RivalProcess process;
    private double loss;

    /**
     * A process that has its batches and has made no step.
     *
     * @param program what is run, with arguments sizes, file of the batches and number of threads
     */
    RivalTraining(List<String> program, ModelSize size, double dropout) throws Exception {
        folder = Files.createTempDirectory("cloze-bench-");
        Path batches = folder.resolve("batches");
        Files.write(batches, batches(size));
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(sizes(size, dropout).toString(), batches.toString(), "" + TorchEngine.threads()));
        ProcessBuilder builder = Peers.process(command);
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("MALLOC_")) {
                builder.environment().put(name, value);
            }
        });
        try {
            process = new RivalProcess(builder);
        } catch (IOException | RuntimeException e) {
            FolderTree.delete(folder);
            throw e;
        }
    }

    private static JsonObject sizes(ModelSize size, double dropout) {
        JsonObject sizes = new JsonObject();
        sizes.addProperty("layers", size.layers());
        sizes.addProperty("width", size.width());
        sizes.addProperty("heads", size.heads());
        sizes.addProperty("feedForwardWidth", size.feedForwardWidth());
        sizes.addProperty("vocabulary", size.vocabulary());
        sizes.addProperty("length", size.length());
        sizes.addProperty("rows", size.rows());
        sizes.addProperty("masked", size.rows() * size.maskedOfRow());
        sizes.addProperty("dropout", dropout);
        sizes.addProperty("learningRate", size.learningRate());
        return sizes;
    }

    /** Ids, masked places and labels of each batch, 32-bit and little endian. */
    private static byte[] batches(ModelSize size) throws Exception {
        int numbers = size.rows() * (size.length() + 2 * size.maskedOfRow());
        ByteBuffer bytes =
                ByteBuffer.allocate(BATCHES * numbers * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (SyntheticRows source = SyntheticRows.of(size, size.recipe())) {
            for (int step = 0; step < BATCHES; step++) {
                MaskedBatch batch = source.rows().at(step).microBatches().get(0);
                for (long[] part : List.of(batch.ids(), batch.masked(), batch.labels())) {
                    for (long number : part) {
                        bytes.putInt(Math.toIntExact(number));
                    }
                }
            }
        }
        return bytes.array();
    }

    @Override
    public double call() throws IOException {
        step();
        return 0;
    }

    /** The process's own clock counts; {@code nanoTime} is not asked. */
    @Override
    public Sample sample(LongSupplier nanoTime) throws IOException {
        return new Sample(step(), 0);
    }

    private double step() throws IOException {
        JsonObject answer = process.order("call");
        loss = answer.has("loss") ? answer.get("loss").getAsDouble() : Double.NaN;
        return answer.get("seconds").getAsDouble();
    }

    /** The mean loss of the last step's masked tokens, in nats; NaN if the rival does not say. */
    double loss() {
        return loss;
    }

    @Override
    public OptionalLong peakRssMiB() {
        return process.peakRssMiB();
    }

    /** Which libraries, and how large a model it is. */
    @Override
    public Optional<String> remark() {
        JsonObject description = process.description();
        return Optional.of(String.format(
                Locale.ROOT,
                "%s, %,d parameters",
                description.get("library").getAsString(),
                description.get("parameters").getAsLong()));
    }

    /** Ends the process and waits for it. */
    @Override
    public void close() throws IOException {
        try {
            process.close();
        } finally {
            FolderTree.delete(folder);
        }
    }
}
