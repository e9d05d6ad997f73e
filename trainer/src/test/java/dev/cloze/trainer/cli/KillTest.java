package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
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
    /** Milliseconds, about what a checkpoint takes. */
    private static final int MOST_INSIDE = 20;

    private static final int DISK_MEBIBYTES = 512;
    private static final long ROOM_FOR_LOGS = 1 << 16;

    @TempDir
    private Path folder;

    private Path corpus;
    private int made;
    private int insideACheckpoint;
    private int deadOfAFullDisk;
    private Optional<SmallDisk> disk = Optional.empty();

    @Test
    void killedAtARandomMomentItLosesNothing() throws Exception {
        kill(4, folder);
    }

    @Test
    @Tag("slow")
    void killedAtFiftyRandomMomentsItLosesNothing() throws Exception {
        kill(50, folder);
        assertThat(insideACheckpoint).isPositive();
    }

    /** Before every second kill the disk fills up at a random moment; some runs end by that themselves. */
    @Test
    @Tag("slow")
    void killedOnAFullDiskItLosesNothing() throws Exception {
        try (SmallDisk small = SmallDisk.mount(folder.resolve("disk"), DISK_MEBIBYTES)) {
            disk = Optional.of(small);
            kill(20, small.place());
            assertThat(deadOfAFullDisk).isPositive();
        }
    }

    /** Kills so often: one run until it ends, then the next one. */
    private void kill(int kills, Path runs) throws Exception {
        System.out.println("KillTest: seed " + SEED);
        Random random = new Random(SEED);
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        RunFiles whole = new RunFiles(runs.resolve("whole"));
        long start = System.nanoTime();
        try (ChildRun child = start(whole, 1)) {
            child.succeed();
        }
        long undisturbed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        int killed = 0;
        int round = 0;
        while (killed < kills) {
            RunFiles disturbed = new RunFiles(runs.resolve("disturbed-" + round));
            int checkpointEvery = 1 + round % 3;
            killed += killUntilItEnds(disturbed, checkpointEvery, random, undisturbed, kills - killed);
            assertThat(disturbed.weights()).as("run %d", round).isEqualTo(whole.weights());
            assertThat(disturbed.metrics()).as("run %d", round).isEqualTo(whole.metrics());
            assertThat(disturbed.names()).isEqualTo(whole.names());
            assertThat(disturbed.checkpoints()).contains("step-" + STEPS).hasSize(2);
            FaultsTest.delete(disturbed.folder());
            round++;
        }
        System.out.printf(
                "KillTest: %d kills in %d runs of %d ms, %d after the first checkpoint began, %d of them while one was"
                        + " written; %d ended by a full disk instead%n",
                killed, round, undisturbed, made, insideACheckpoint, deadOfAFullDisk);
    }

    private int killUntilItEnds(RunFiles run, int checkpointEvery, Random random, long undisturbed, int most)
            throws Exception {
        int kills = 0;
        while (kills < most) {
            long life = SHORTEST_LIFE + random.nextLong(undisturbed - SHORTEST_LIFE);
            boolean finished;
            Instant started = Instant.now();
            try (ChildRun child = start(run, checkpointEvery)) {
                if (disk.isPresent() && kills % 2 == 1) {
                    finished = finishesOnAFullDisk(child, life, disk.get());
                } else {
                    finished = kills % 3 == 2
                            ? finishesUnlessInACheckpoint(child, run, started, random.nextInt(MOST_INSIDE))
                            : finishes(child, life);
                }
            }
            if (finished) {
                return kills;
            }
            kills++;
            // Two checkpoints may be on their way to the disk while training goes on.
            assertThat(run.newestCheckpoint())
                    .as("the newest checkpoint, killed after %d ms", life)
                    .isGreaterThanOrEqualTo(run.lastLogged() - 3L * checkpointEvery);
            made += run.checkpoints().isEmpty() ? 0 : 1;
            insideACheckpoint += run.isInACheckpoint(started) ? 1 : 0;
        }
        try (ChildRun child = start(run, checkpointEvery)) {
            child.succeed();
        }
        return kills;
    }

    /** Whether it ends before it is killed. */
    private static boolean finishes(ChildRun child, long life) throws Exception {
        if (child.killAfter(life)) {
            return false;
        }
        child.succeed();
        return true;
    }

    /** Whether it ends before it is killed so many milliseconds after it has begun to write a checkpoint. */
    private static boolean finishesUnlessInACheckpoint(ChildRun child, RunFiles run, Instant started, int inside)
            throws Exception {
        while (child.isAlive() && !run.isInACheckpoint(started)) {
            Thread.onSpinWait();
        }
        return finishes(child, inside);
    }

    /** Whether it ends well before it is killed, though halfway there the disk fills up. */
    private boolean finishesOnAFullDisk(ChildRun child, long life, SmallDisk small) throws Exception {
        Thread.sleep(life / 2);
        small.leave(ROOM_FOR_LOGS);
        boolean killed = child.killAfter(life / 2);
        small.free();
        if (killed || child.code(0) == 0) {
            return !killed;
        }
        assertThat(child.text()).endsWith("expected to read or write it, got No space left on device\n");
        deadOfAFullDisk++;
        return false;
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
