package dev.cloze.trainer.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of this process. */
public final class Memory {
    private Memory() {}

    /** The most resident memory so far, in MiB: VmHWM of Linux; empty elsewhere. */
    public static OptionalLong peakRssMiB() {
        return ofStatus("VmHWM:");
    }

    /** The resident memory now, in MiB: VmRSS of Linux; empty elsewhere. */
    public static OptionalLong rssMiB() {
        return ofStatus("VmRSS:");
    }

    private static OptionalLong ofStatus(String key) {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
