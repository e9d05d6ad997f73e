package dev.cloze.trainer.observe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The machine and the program, as far as they tell of themselves. */
public final class Host {
    private static final long GIT_SECONDS = 10;

    private Host() {}

    /** The processor's model as the system calls it. */
    public static String processor() {
        return line("/proc/cpuinfo", "model name").orElse("unknown");
    }

    /** The memory of the machine, as the system tells it. */
    public static Optional<String> memory() {
        return line("/proc/meminfo", "MemTotal");
    }

    private static Optional<String> line(String file, String key) {
        try {
            return Files.isReadable(Path.of(file))
                    ? Files.readAllLines(Path.of(file)).stream()
                            .filter(line -> line.startsWith(key))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .findFirst()
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // what is asked for is worth having, no more
        }
    }

    /** The commit of the program's own folder, which the launcher tells; any other repository would be a guess. */
    public static Optional<String> commit() {
        String home = System.getProperty("cloze.home");
        if (home == null) {
            return Optional.empty();
        }
        try {
            Process git = new ProcessBuilder(
                            "git", "-C", home, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0
                    ? Optional.of(commit)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no git on this machine
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
