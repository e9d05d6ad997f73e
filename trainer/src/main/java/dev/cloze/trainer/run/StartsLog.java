package dev.cloze.trainer.run;

import dev.cloze.core.torch.TorchEngine;
import dev.cloze.trainer.observe.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code starts.jsonl}: when and where each part of a run was trained, one start a line. */
final class StartsLog {
    private StartsLog() {}

    /**
     * One start.
     *
     * @param date in UTC
     * @param step updates made before it
     * @param commit of the program's folder; absent without git
     * @param memory of the machine; absent where the system does not tell
     * @param peakGflops the matrix multiply measured at the start, in the run's precision, in GFLOP a second
     */
    record Start(
            String date,
            long step,
            String commit,
            String engine,
            String device,
            int threads,
            String processor,
            int processors,
            String memory,
            String system,
            String java,
            double peakGflops) {

        static Start now(long step, Machine machine) {
            return new Start(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    step,
                    Host.commit().orElse(null),
                    "PyTorch " + TorchEngine.version(),
                    machine.device().toString(),
                    TorchEngine.threads(),
                    Host.processor(),
                    Runtime.getRuntime().availableProcessors(),
                    Host.memory().orElse(null),
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"),
                    String.valueOf(Runtime.version()),
                    machine.peakFlops() / 1e9);
        }
    }

    static void add(Path file, Start start) throws IOException {
        JsonLines.append(file, start);
    }

    /** All starts; a line that is damaged is left out. */
    static List<Start> read(Path file) throws IOException {
        return JsonLines.readable(file, Start.class);
    }
}
