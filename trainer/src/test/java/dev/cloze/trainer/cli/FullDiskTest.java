package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.TinyRecipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up at each stage of a run: one line that names the file, and with room again nothing is lost. */
class FullDiskTest {
    private static final int MEBIBYTES = 32;
    /** Room as a share of what a whole run needs. */
    private static final List<Double> ROOMS =
            List.of(0.0, 1 / 64.0, 1 / 32.0, 1 / 16.0, 1 / 8.0, 1 / 4.0, 1 / 2.0, 0.9);

    private static final long ROOM_FOR_ALL_BUT_THE_MODEL = 40960;

    private static final Pattern FAULT =
            Pattern.compile("cloze: (.*): expected to read or write it, got No space left on device\n");

    @TempDir
    private Path folder;

    private RunFiles run;
    private final Set<String> stages = new TreeSet<>();

    @Test
    void aFullDiskAtEachStage() throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), MEBIBYTES)) {
            RunFiles whole = new RunFiles(disk.place().resolve("whole"));
            assertThat(pretrain(whole, corpus).code()).isZero();
            long needed = disk.used();
            run = new RunFiles(disk.place().resolve("run"));
            for (double room : ROOMS) {
                disk.leave((long) (needed * room));
                noteFault(pretrain(run, corpus));
                disk.free();
                assertThat(pretrain(run, corpus).code()).isZero();
                assertThat(run.weights()).as("room %s", room).isEqualTo(whole.weights());
                assertThat(run.metrics()).as("room %s", room).isEqualTo(whole.metrics());
                if (room < ROOMS.get(ROOMS.size() - 1)) {
                    FaultsTest.delete(run.folder());
                }
            }
            FaultsTest.delete(run.folder().resolve("model"));
            Files.delete(run.folder().resolve("result.json"));
            disk.leave(ROOM_FOR_ALL_BUT_THE_MODEL);
            noteFault(pretrain(run, corpus));
            disk.free();
            assertThat(pretrain(run, corpus).code()).isZero();
            assertThat(run.weights()).isEqualTo(whole.weights());
        }
        assertThat(stages).contains("tokenizer", "shards", "checkpoints", "model");
    }

    @Test
    void aFullDiskInABuildOfACorpus() throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 20_000);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), MEBIBYTES)) {
            Path whole = disk.place().resolve("whole");
            CommandLineRun undisturbed = build(corpus, whole);
            assertThat(undisturbed.code()).as(undisturbed.err()).isZero();
            long needed = disk.used();
            for (double room : List.of(0.0, 0.1, 0.5, 0.9)) {
                Path out = disk.place().resolve("out");
                disk.leave((long) (needed * room));
                CommandLineRun full = build(corpus, out);
                assertThat(full.code()).as("room %s", room).isEqualTo(1);
                assertThat(full.err()).as("room %s", room).matches(FAULT);
                disk.free();
                assertThat(build(corpus, out).code()).isZero();
                for (String file :
                        List.of("corpus.json", "documents/documents-00000.records", "duplicates/all.removals")) {
                    assertThat(out.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
                }
                FaultsTest.delete(out);
            }
        }
    }

    private static CommandLineRun build(Path corpus, Path out) {
        Path recipe = Path.of("../recipes/corpus/light.yaml");
        return CommandLineRun.of(
                "corpus", "build", recipe, "--corpus", corpus, "--out", out, "--set", "read.documents=lines");
    }

    private void noteFault(CommandLineRun full) throws Exception {
        Matcher fault = FAULT.matcher(full.err());
        assertThat(fault.matches()).as(full.err()).isTrue();
        assertThat(full.code()).isEqualTo(1);
        Path file = run.folder().relativize(Path.of(fault.group(1)));
        String first = file.getName(0).toString();
        stages.add(first.startsWith(".model.") ? "model" : first);
        assertThat(run.checkpoints()).noneMatch(name -> name.startsWith("."));
    }

    private static CommandLineRun pretrain(RunFiles run, Path corpus) {
        return CommandLineRun.of("pretrain", TinyRecipe.file(), "--corpus", corpus, "--out", run.folder());
    }
}
