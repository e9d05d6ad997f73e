package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs in a JVM of their own that are killed at any moment, as {@code kill -9} does, and started again: they end with the
 * bits of a run that nobody disturbed. The model is large for its steps, so that much of the time goes into checkpoints.
 */
class KillTest {
    private static final long SEED = 20261122;
    private static final long SHORTEST_LIFE = 300;
    private static final int STEPS = 24;

    @TempDir
    private Path folder;

    private Path corpus;
    private int made;
    private int insideACheckpoint;

    @Test
    void killedAtARandomMomentItLosesNothing() throws Exception {
        kill(4);
    }

    @Test
    @Tag("slow")
    void killedAtFiftyRandomMomentsItLosesNothing() throws Exception {
        kill(50);
    }

    /** Kills so often: one run until it ends, then the next one. */
    private void kill(int kills) throws Exception {
        System.out.println("KillTest: seed " + SEED);
        Random random = new Random(SEED);
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        RunFiles whole = new RunFiles(folder.resolve("whole"));
        long start = System.nanoTime();
        try (ChildRun child = start(whole, 1)) {
            child.succeed();
        }
        long undisturbed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        int killed = 0;
        int runs = 0;
        while (killed < kills) {
            RunFiles disturbed = new RunFiles(folder.resolve("disturbed-" + runs));
            int checkpointEvery = 1 + runs % 3;
            killed += killUntilItEnds(disturbed, checkpointEvery, random, undisturbed, kills - killed);
            assertThat(disturbed.weights()).as("run %d", runs).isEqualTo(whole.weights());
            assertThat(disturbed.metrics()).as("run %d", runs).isEqualTo(whole.metrics());
            assertThat(disturbed.names()).isEqualTo(whole.names());
            assertThat(disturbed.checkpoints()).contains("step-" + STEPS).hasSize(2);
            runs++;
        }
        System.out.printf(
                "KillTest: %d kills in %d runs of %d ms, %d after the first checkpoint began, %d of them while one was written%n",
                killed, runs, undisturbed, made, insideACheckpoint);
    }

    private int killUntilItEnds(RunFiles run, int checkpointEvery, Random random, long undisturbed, int most)
            throws Exception {
        int kills = 0;
        while (kills < most) {
            long life = SHORTEST_LIFE + random.nextLong(undisturbed - SHORTEST_LIFE);
            try (ChildRun child = start(run, checkpointEvery)) {
                if (!child.killAfter(life)) {
                    child.succeed();
                    return kills;
                }
            }
            kills++;
            assertThat(run.newestCheckpoint())
                    .as("the newest checkpoint, killed after %d ms", life)
                    .isGreaterThanOrEqualTo(run.lastLogged() - checkpointEvery);
            made += run.checkpoints().isEmpty() ? 0 : 1;
            insideACheckpoint += run.checkpoints().stream().anyMatch(name -> name.startsWith(".")) ? 1 : 0;
        }
        try (ChildRun child = start(run, checkpointEvery)) {
            child.succeed();
        }
        return kills;
    }

    private ChildRun start(RunFiles run, int checkpointEvery) throws IOException {
        return ChildRun.cloze(
                folder.resolve(run.folder().getFileName() + ".log"),
                "pretrain",
                TinyRecipe.file(),
                "--corpus",
                corpus,
                "--out",
                run.folder(),
                "--set",
                "encoder.width=256",
                "encoder.feedForwardWidth=1024",
                "training.steps=" + STEPS,
                "optimizer.kind=adamw",
                "training.rowsPerBatch=2",
                "training.rowsPerMicroBatch=2",
                "training.evaluateEvery=" + STEPS,
                "training.logEvery=1",
                "training.checkpointEvery=" + checkpointEvery);
    }
}
