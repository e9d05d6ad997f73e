package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.torch.OpenScopes;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.cli.ChildRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Four thousand steps in a JVM of their own, whose heap is touched at the start: what grows then is native memory. */
class SoakTest {
    private static final int STEPS = 4000;
    private static final int EVERY = 100;
    private static final double MOST_GROWTH = 1.03;

    @TempDir
    private Path folder;

    /** At a logged step: the arrays, programs and scopes that open scopes own, and the resident memory. */
    private record Sample(long step, int owned, long residentKib) {}

    @Test
    @EnabledOnOs(OS.LINUX)
    void fourThousandStepsInConstantMemory() throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        Path log = folder.resolve("log");
        List<String> options = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        try (ChildRun child = ChildRun.java(log, options, SoakTest.class, corpus, folder.resolve("run"))) {
            child.succeed();
        }
        List<Sample> samples = Files.readAllLines(log).stream()
                .map(line -> line.split(" "))
                .map(parts ->
                        new Sample(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2])))
                .toList();
        assertThat(samples).hasSize(STEPS / EVERY);
        assertThat(samples)
                .extracting(Sample::owned)
                .containsOnly(samples.get(0).owned());
        Sample middle = samples.get(samples.size() / 2 - 1);
        Sample last = samples.get(samples.size() - 1);
        System.out.println("SoakTest: " + samples.get(0) + " " + middle + " " + last);
        assertThat((double) last.residentKib()).isLessThan(MOST_GROWTH * middle.residentKib());
    }

    /** The run: corpus, folder. Prints one sample a line. */
    public static void main(String[] arguments) throws Exception {
        TrainingRun.of(
                        TinyRecipe.on(
                                Path.of(arguments[0]),
                                "training.steps",
                                String.valueOf(STEPS),
                                "training.logEvery",
                                String.valueOf(EVERY),
                                "training.evaluateEvery",
                                "1000",
                                "training.checkpointEvery",
                                "1000"),
                        Path.of(arguments[1]))
                .logTo(line -> {
                    if (line.matches("training +step .*")) {
                        String step = line.replaceAll("training +step ([\\d,]+)/.*", "$1")
                                .replace(",", "");
                        System.out.println(step + " " + OpenScopes.owned() + " " + residentKib());
                    }
                })
                .start();
    }

    private static long residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
