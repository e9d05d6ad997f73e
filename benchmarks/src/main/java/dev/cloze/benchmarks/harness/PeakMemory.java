package dev.cloze.benchmarks.harness;

import dev.cloze.core.torch.EngineThread;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The most resident memory of one variant, measured in a JVM of its own with this one's class path and flags: beside
 * others it would be theirs too. It includes the JVM, the loaded engine and what the C allocator keeps.
 */
final class PeakMemory {
    private static final String ANSWER = "peakRssMiB ";

    private PeakMemory() {}

    /** Starts the process and waits for it; empty where the system does not tell. */
    static OptionalLong inOwnProcess(String benchmark, Preset preset, String cell, String variant)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PeakMemory.class.getName()));
        command.addAll(List.of(benchmark, preset.name(), cell, variant));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(
                    "memory of " + cell + ", " + variant + ": expected a process that ends with 0, got " + code);
        }
        return output.lines()
                .filter(line -> line.startsWith(ANSWER))
                .mapToLong(line -> Long.parseLong(line.substring(ANSWER.length())))
                .findFirst();
    }

    /** The process: benchmark, preset, cell and variant are its arguments. */
    public static void main(String[] arguments) throws Exception {
        Cell cell = Benchmarks.named(arguments[0]).cells(Preset.valueOf(arguments[1])).stream()
                .filter(one -> one.name().equals(arguments[2]))
                .findFirst()
                .orElseThrow();
        OptionalLong peakRssMiB = EngineThread.run(() -> {
            try (Subject subject = cell.variant(arguments[3]).opening().open()) {
                for (int i = 0; i < cell.rounds().forMemory(); i++) {
                    subject.call();
                }
                return subject.peakRssMiB();
            }
        });
        peakRssMiB.ifPresent(peak -> System.out.println(ANSWER + peak));
    }
}
