package dev.cloze.core.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service under load: 32 threads get, to the bit, what one gets. */
class LoadTest {
    private static final int THREADS = 32;
    private static final int MINUTE = 60;

    /** Six layers' worth of products, and short enough for many calls. */
    private static final EncoderConfig SERVED = new EncoderConfig(
            6,
            128,
            4,
            512,
            64,
            2,
            NormPlacement.POST,
            Positions.LEARNED,
            10_000,
            10_000,
            1,
            2,
            FeedForwardKind.PLAIN,
            Activation.GELU,
            Biases.EVERYWHERE,
            1e-5,
            0.1,
            Dropout.NONE);

    @TempDir
    private Path folder;

    @Test
    void manyThreadsGetWhatOneGets() throws Exception {
        assertThat(run(4)).hasSize(4);
    }

    @Test
    @Tag("slow")
    void memoryIsFlatOverFiveMinutes() throws Exception {
        List<Long> resident = run(5 * MINUTE);
        double second = median(resident.subList(MINUTE, 2 * MINUTE));
        double last = median(resident.subList(4 * MINUTE, 5 * MINUTE));
        System.out.printf("resident: second minute %.0f MB, last minute %.0f MB%n", second / 1000, last / 1000);
        assertThat(Math.abs(last / second - 1)).isLessThan(0.03);
    }

    private static double median(List<Long> numbers) {
        return numbers.stream().sorted().toList().get(numbers.size() / 2);
    }

    /** The resident memory at each second, in kB. */
    private List<Long> run(int seconds) throws Exception {
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Of a heap that lies whole in memory from the start, what grows is something else.
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadRun.class.getName(),
                        TinyModelFolder.write(folder, SERVED).toString(),
                        String.valueOf(THREADS),
                        String.valueOf(seconds))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // The callers are threads enough.
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(seconds + 2L * MINUTE, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(numbers(lines, "answers "))
                .singleElement()
                .satisfies(answers -> assertThat(answers).isGreaterThan(100L * seconds));
        System.out.println(lines.get(lines.size() - 1));
        return numbers(lines, "resident ");
    }

    private static List<Long> numbers(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.valueOf(line.substring(name.length())))
                .toList();
    }
}
