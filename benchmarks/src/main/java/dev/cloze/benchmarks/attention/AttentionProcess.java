package dev.cloze.benchmarks.attention;

import dev.cloze.benchmarks.harness.JavaProcess;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.trainer.observe.Memory;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A process that does one task with one attention and says what memory that took. */
final class AttentionProcess {
    /** What it writes before its answer, since libraries also write to its output. */
    private static final String ANSWER = "cloze-bench ";

    /** Garbage of the preparation would count as resident, and hide what comes after. */
    private static final List<String> SMALL_HEAP = List.of("-Xmn16m");

    private AttentionProcess() {}

    /** Runs the process of a preset's cell; empty where a system does not tell memory. */
    static Optional<AttentionMemory> memory(String preset, AttentionCell cell, String attention)
            throws IOException, InterruptedException {
        Process process = JavaProcess.of(SMALL_HEAP, AttentionProcess.class, List.of(preset, cell.name(), attention))
                .start();
        Optional<AttentionMemory> memory = Optional.empty();
        try (BufferedReader answers = process.inputReader()) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(ANSWER)) {
                    String[] numbers = line.substring(ANSWER.length()).split(" ", -1);
                    memory = Optional.of(new AttentionMemory(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
                }
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    cell.name() + ", " + attention + ": expected a process that ends with 0, got " + code);
        }
        return memory;
    }

    /** The process: preset, cell and attention are its arguments. */
    public static void main(String[] arguments) throws Exception {
        AttentionTask task = AttentionPreset.valueOf(arguments[0].toUpperCase(Locale.ROOT)).cells().stream()
                .filter(cell -> cell.name().equals(arguments[1]))
                .findFirst()
                .orElseThrow()
                .task();
        Attention attention = Attentions.all().stream()
                .filter(each -> each.name().equals(arguments[2]))
                .findFirst()
                .orElseThrow();
        EngineThread.run(() -> {
            RoundNumbers numbers = new RoundNumbers(task, 1);
            try (Attention.Prepared prepared = attention.prepare(task)) {
                prepared.take(numbers.q(), numbers.k(), numbers.v(), numbers.outGradient());
                System.gc(); // what brought the numbers
                OptionalLong before = Memory.rssMiB();
                prepared.forward();
                prepared.backward();
                OptionalLong peak = Memory.peakRssMiB();
                if (before.isPresent() && peak.isPresent()) {
                    System.out.println(ANSWER + peak.getAsLong() + " " + (peak.getAsLong() - before.getAsLong()));
                }
            }
            return null;
        });
    }
}
