package dev.cloze.benchmarks.harness;

import dev.cloze.core.torch.EngineThread;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A variant in a JVM of its own, with this one's class path and flags: its memory is its own there, and so are its threads.
 * The process is told what to do line by line and takes the time of its calls itself.
 */
final class OwnProcess implements Subject {
    /** What the process writes before each answer, since libraries also write to its output. */
    private static final String ANSWER = "cloze-bench ";

    private static final String CALL = "call";
    private static final String SAMPLE = "sample";
    private static final String MEMORY = "memory";
    private static final String UNKNOWN = "unknown";

    /**
     * Before a call that counts the process calls for so long. Its neighbour's workers may still wait in a loop for their
     * next call (ONNX Runtime's do for some ten milliseconds) and would be in the way.
     */
    private static final long SETTLING_NANOS = 50_000_000;

    private final String name;
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;

    private OwnProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.orders = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the process of a variant, which is found again there by its names. */
    static OwnProcess open(String benchmark, Preset preset, Cell cell, Variant variant) throws IOException {
        Process process = JavaProcess.of(
                        List.of(), OwnProcess.class, List.of(benchmark, preset.name(), cell.name(), variant.name()))
                .start();
        return new OwnProcess(cell.name() + ", " + variant.name(), process);
    }

    @Override
    public double call() throws IOException {
        return Double.parseDouble(answer(CALL));
    }

    /** The process's own clock counts, so that talking to it takes no time; {@code nanoTime} is not asked. */
    @Override
    public Sample sample(LongSupplier nanoTime) throws IOException {
        String[] seconds = answer(SAMPLE).split(" ", -1);
        return new Sample(Double.parseDouble(seconds[0]), Double.parseDouble(seconds[1]));
    }

    /** The most memory of the process so far. It includes the JVM, the loaded engine and what the C allocator keeps. */
    @Override
    public OptionalLong peakRssMiB() throws IOException {
        String peak = answer(MEMORY);
        return peak.equals(UNKNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(peak));
    }

    private String answer(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(ANSWER)) {
                return line.substring(ANSWER.length());
            }
        }
        throw new IllegalStateException(name + ": expected a process that answers \"" + order + "\", got its end");
    }

    /** Ends the process, which closes its variant, and waits for it. */
    @Override
    public void close() throws IOException {
        try {
            orders.close();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(name + ": expected a process that ends with 0, got " + code);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            answers.close();
        }
    }

    /** The process: benchmark, preset, cell and variant are its arguments, its orders come on the standard input. */
    public static void main(String[] arguments) throws Exception {
        Cell cell = Benchmarks.named(arguments[0]).cells(Preset.valueOf(arguments[1])).stream()
                .filter(one -> one.name().equals(arguments[2]))
                .findFirst()
                .orElseThrow();
        EngineThread.run(() -> {
            try (Subject subject = cell.variant(arguments[3]).opening().open();
                    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String order = in.readLine(); order != null; order = in.readLine()) {
                    System.out.println(ANSWER + carriedOut(order, subject));
                }
            }
            return null;
        });
    }

    private static String carriedOut(String order, Subject subject) throws Exception {
        return switch (order) {
            case CALL -> Double.toString(subject.call());
            case SAMPLE -> {
                long start = System.nanoTime();
                do {
                    subject.call();
                } while (System.nanoTime() - start < SETTLING_NANOS);
                Sample sample = subject.sample(System::nanoTime);
                yield sample.seconds() + " " + sample.waitingSeconds();
            }
            case MEMORY -> {
                OptionalLong peak = subject.peakRssMiB();
                yield peak.isPresent() ? Long.toString(peak.getAsLong()) : UNKNOWN;
            }
            default -> throw new IllegalArgumentException("order: expected one of three, got " + order);
        };
    }
}
