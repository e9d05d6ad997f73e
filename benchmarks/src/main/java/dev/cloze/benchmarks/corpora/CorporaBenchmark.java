package dev.cloze.benchmarks.corpora;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Cell.Placement;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The making of corpora. */
public final class CorporaBenchmark implements Benchmark {
    private static final String CLOZE = "cloze";
    private static final String DATATROVE = "datatrove";
    private static final int MEGABYTE = 1_000_000;
    private static final int ROUNDS = 9;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @Override
    public String name() {
        return "corpora";
    }

    @Override
    public String description() {
        return """
                JSON lines of English prose to stored documents of some 4 kB, as many threads as cores. read: nothing is done
                to them. read-short: nor to documents of one paragraph, some 0.5 kB. rules: Gopher, C4 and FineWeb. language:
                identification. exact, near: duplicates, the latter by MinHash with 14 bands of 8 hashes. web: the recipe for
                the web as a whole, also personal data and repeated paragraphs. datatrove: the same steps by datatrove 0.10.1
                with as many processes, whose start does not count; see benchmarks/peers/README.md. The cells web/… have a
                process of their own, for its memory.""";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        boolean full = preset == Preset.FULL;
        List<Cell> cells = new ArrayList<>();
        for (Task task : Task.values()) {
            if (task.isRivalled() && DatatroveRun.isThere()) {
                cells.add(beside(task, besideMegabytes(task, full)));
            }
        }
        for (Task task : Task.values()) {
            if (task != Task.WEB) {
                cells.add(alone(task, full ? 100 : 20, Placement.ONE_PROCESS));
            }
        }
        for (int megabytes : full ? new int[] {10, 100, 1000, 2000} : new int[] {10, 50}) {
            cells.add(alone(Task.WEB, megabytes, Placement.OWN_PROCESSES));
        }
        return cells;
    }

    /** So much that the start of a build does not decide, and that the rival ends within seconds. */
    private static int besideMegabytes(Task task, boolean full) {
        return switch (task) {
            case READ -> 50;
            case READ_SHORT -> 10;
            default -> full ? 4 : 1;
        };
    }

    private static Cell beside(Task task, int megabytes) {
        return new Cell(
                "beside/" + task.label() + "/" + megabytes + "MB",
                work(megabytes),
                new Rounds(1, ROUNDS, 1),
                DATATROVE,
                List.of(
                        cloze(task, megabytes),
                        new Variant(DATATROVE, () -> DatatroveRun.open(task, bytes(megabytes), THREADS))));
    }

    private static Cell alone(Task task, int megabytes, Placement placement) {
        return new Cell(
                task.label() + "/" + megabytes + "MB",
                work(megabytes),
                new Rounds(megabytes > 100 ? 0 : 1, ROUNDS, 1),
                placement,
                CLOZE,
                List.of(cloze(task, megabytes)));
    }

    private static Work work(int megabytes) {
        return new Work(OptionalLong.empty(), megabytes, "MB");
    }

    private static Variant cloze(Task task, int megabytes) {
        return new Variant(CLOZE, () -> ClozeBuild.open(task, bytes(megabytes), THREADS));
    }

    private static long bytes(int megabytes) {
        return (long) megabytes * MEGABYTE;
    }
}
