package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, with the class path of the tests, that can be killed. */
public final class ChildRun implements AutoCloseable {
    private static final long MOST_SECONDS = 300;

    private final Process process;
    private final Path output;

    private ChildRun(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the program {@code cloze}; what it writes goes to the end of a file. */
    static ChildRun cloze(Path output, Object... arguments) throws IOException {
        return java(output, List.of("-Xmx512m"), Main.class, arguments);
    }

    /** Starts a class's main method in a JVM with these options. */
    public static ChildRun java(Path output, List<String> options, Class<?> main, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment()
                .putAll(Map.of(
                        "OMP_NUM_THREADS", "1",
                        // The launcher's allocator.
                        "MALLOC_ARENA_MAX", "1",
                        "MALLOC_MMAP_THRESHOLD_", "4294967296",
                        "MALLOC_TRIM_THRESHOLD_", "17179869184",
                        "MALLOC_TOP_PAD_", "67108864"));
        return new ChildRun(builder.start(), output);
    }

    /** Kills it after so long, as {@code kill -9} does; false if it has ended before. */
    boolean killAfter(long milliseconds) throws InterruptedException {
        if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
            return false;
        }
        process.destroyForcibly().waitFor();
        return true;
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; the exit code. */
    int code(long seconds) throws InterruptedException, IOException {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                .as("ended within %d s; it wrote: %s", seconds, text())
                .isTrue();
        return process.exitValue();
    }

    /** Waits for its end, which must be a good one. */
    public void succeed() throws InterruptedException, IOException {
        int code = code(MOST_SECONDS);
        assertThat(code).as(text()).isZero();
    }

    /** All that was written to the file, by earlier children too. */
    public String text() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
