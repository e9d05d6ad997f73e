package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cloze.trainer.TinyRecipe;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a run in training. */
class SignalTest {
    private static final int STEPS = 800;
    private static final long MOST_SECONDS_TO_END = 10;
    private static final long MOST_SECONDS_TO_TRAIN = 60;
    private static final Pattern STOPPED =
            Pattern.compile("stopped after step (\\d+); the same command goes on from there");

    @TempDir
    private Path folder;

    @Test
    void aStoppedRunKeepsItsLastStepAndGoesOnFromIt() throws Exception {
        assumeThat(System.getProperty("os.name")).as("a platform with SIGTERM").doesNotContain("Windows");
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        RunFiles whole = new RunFiles(folder.resolve("whole"));
        CommandLineRun undisturbed = CommandLineRun.of(arguments(corpus, whole));
        assertThat(undisturbed.code()).as(undisturbed.err()).isZero();

        RunFiles stopped = new RunFiles(folder.resolve("stopped"));
        long step;
        try (ChildRun child = ChildRun.cloze(folder.resolve("log"), arguments(corpus, stopped))) {
            awaitTraining(child, stopped);
            child.terminate();
            assertThat(child.code(MOST_SECONDS_TO_END)).isEqualTo(143);
            Matcher message = STOPPED.matcher(child.text());
            assertThat(message.find()).as(child.text()).isTrue();
            step = Long.parseLong(message.group(1));
        }
        assertThat(step).isLessThan(STEPS).isGreaterThanOrEqualTo(stopped.lastLogged());
        assertThat(stopped.checkpoints()).containsExactly("step-" + step);
        assertThat(stopped.names()).doesNotContain("model", "result.json");

        CommandLineRun resumed = CommandLineRun.of(arguments(corpus, stopped));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains(String.format("resumed after step %,d", step));
        assertThat(stopped.weights()).isEqualTo(whole.weights());
        assertThat(stopped.metrics()).isEqualTo(whole.metrics());
    }

    private static void awaitTraining(ChildRun child, RunFiles run) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS_TO_TRAIN);
        while (run.lastLogged() == 0) {
            assertThat(child.isAlive()).as(child.text()).isTrue();
            assertThat(System.nanoTime()).as(child.text()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static Object[] arguments(Path corpus, RunFiles run) {
        return new Object[] {
            "pretrain",
            TinyRecipe.file(),
            "--corpus",
            corpus,
            "--out",
            run.folder(),
            "--set",
            "training.steps=" + STEPS,
            "training.checkpointEvery=" + STEPS,
            "training.evaluateEvery=" + STEPS
        };
    }
}
