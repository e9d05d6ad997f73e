package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage to what a run finds: one line and exit code 1, or the damage is made good; the run's bits never change. */
class FaultsTest {
    private static final int DISK_MEBIBYTES = 32;

    @TempDir
    private Path folder;

    private Path corpus;

    @BeforeEach
    void writeCorpus() {
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
    }

    @Test
    void invalidUtf8() throws IOException {
        byte[] text = Files.readAllBytes(corpus);
        text[5000] = (byte) 0xC3;
        text[5001] = '(';
        Files.write(corpus, text);
        assertFault("corpus.txt: byte 5000: expected UTF-8", pretrain("run"));
    }

    /** Beyond the heap of the child, were it held as a whole in any of the stages. */
    @Test
    void oneLongLine() throws Exception {
        trainOnALineOf(50_000_000, "-Xmx96m");
    }

    @Test
    @Tag("slow")
    void oneLineOfFiveHundredMegabytes() throws Exception {
        trainOnALineOf(500_000_000, "-Xmx96m");
    }

    private void trainOnALineOf(int bytes, String heap) throws Exception {
        try (Writer out = Files.newBufferedWriter(corpus, StandardOpenOption.APPEND)) {
            String words = ("x".repeat(200) + " ").repeat(100); // too long for pieces, so that it takes a moment only
            for (int written = 0; written < bytes; written += words.length()) {
                out.write(words);
            }
        }
        try (ChildRun child = ChildRun.java(
                folder.resolve("log"),
                List.of(heap),
                Main.class,
                arguments("run").toArray())) {
            child.succeed();
        }
    }

    @Test
    void aDamagedShard() throws IOException {
        stopAfterCheckpoint("run");
        flip(folder.resolve("run/shards/train/train-0000.shard"), 1000);
        assertFault("train-0000.shard: expected checksum ", pretrain("run"));
        assertFault("delete the folder of shards, it is made again", pretrain("run"));
    }

    @Test
    void aShortShard() throws IOException {
        stopAfterCheckpoint("run");
        Path shard = folder.resolve("run/shards/heldout/heldout-0000.shard");
        byte[] bytes = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(bytes, bytes.length - 8));
        assertFault("heldout-0000.shard: expected " + bytes.length + " bytes", pretrain("run"));
    }

    @Test
    void damagedJson() throws IOException {
        stopAfterCheckpoint("run");
        for (String name : List.of("shards/train/manifest.json", "shards/report.json", "stages.json")) {
            Path file = folder.resolve("run").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (String damaged : List.of("", "{", "[]", "{}", "{\"formatVersion\": 1}")) {
                Files.writeString(file, damaged);
                assertFault(file + ": expected the JSON of a ", pretrain("run"));
            }
            Files.write(file, whole);
        }
        assertThat(pretrain("run").code()).isZero();
    }

    @Test
    void theDeletedShardsAreMadeAgain() throws IOException {
        pretrain("whole");
        stopAfterCheckpoint("run");
        flip(folder.resolve("run/shards/train/train-0000.shard"), 1000);
        Files.delete(folder.resolve("run/shards/report.json"));
        assertThat(pretrain("run").code()).isZero();
        assertThat(files("run").weights()).isEqualTo(files("whole").weights());
    }

    @Test
    void shardsOfAnotherTokenizer() throws IOException {
        pretrain("whole");
        pretrain("other", "tokenizer.vocabularySize=120");
        stopAfterCheckpoint("run");
        copy(folder.resolve("other/shards/train"), folder.resolve("run/shards/train"));
        assertFault("manifest.json: expected vocabulary ", pretrain("run"));

        copy(folder.resolve("other/shards"), folder.resolve("run/shards"));
        assertThat(pretrain("run").code()).isZero();
        assertThat(files("run").weights()).isEqualTo(files("whole").weights());
    }

    @Test
    void aCheckpointOfAnotherRecipe() throws IOException {
        pretrain("whole");
        pretrain("other", "seed=8");
        copy(folder.resolve("other/checkpoints"), folder.resolve("run/checkpoints"));
        CommandLineRun run = pretrain("run");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("inputs: expected those of this run").contains("; passed over");
        assertThat(files("run").weights()).isEqualTo(files("whole").weights());
    }

    @Test
    void aLossThatIsNotFinite() throws IOException {
        CommandLineRun run =
                pretrain("run", "optimizer.kind=adamw", "optimizer.learningRate=1.0e+30", "training.checkpointEvery=1");
        assertFault("cloze: step ", run);
        assertFault("expected a finite loss and gradient, got ", run);
        assertFault("the last checkpoint stands", run);
        long failed = Long.parseLong(run.err().replaceAll("(?s)cloze: step (\\d+):.*", "$1"));
        assertThat(files("run").newestCheckpoint()).isEqualTo(failed - 1).isPositive();
        assertThat(files("run").names()).doesNotContain("model", "result.json");
    }

    /** Root may write to whatever has no write permission; below a file, and below /proc on Linux, it may not either. */
    @Test
    void foldersThatCannotBeWritten() throws IOException {
        byte[] text = Files.readAllBytes(corpus);
        assertFault("expected ", pretrain("corpus.txt/run"));
        assertThat(Files.readAllBytes(corpus)).isEqualTo(text);
        if (Files.isDirectory(Path.of("/proc/self"))) {
            assertFault("/proc/cloze: expected to read or write it, got ", pretrain("/proc/cloze"));
        }
        stopAfterCheckpoint("run");
        Path checkpoints = folder.resolve("run/checkpoints");
        Files.move(checkpoints, folder.resolve("kept"));
        Files.writeString(checkpoints, "in the way");
        assertFault(checkpoints + ": expected to read or write it, got ", pretrain("run"));
        Files.delete(checkpoints);
        Files.move(folder.resolve("kept"), checkpoints);
        assertThat(pretrain("run").out()).contains("resumed after step 14");
    }

    @Test
    void aReadOnlyFolder() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), DISK_MEBIBYTES)) {
            disk.readOnly(true);
            assertFault("disk/run: expected to read or write it, got Read-only file system", pretrain("disk/run"));
            disk.readOnly(false);
            stopAfterCheckpoint("disk/run");
            disk.readOnly(true);
            assertFault(
                    "disk/run/.lock: expected to read or write it, got Read-only file system", pretrain("disk/run"));
            disk.readOnly(false);
            assertThat(pretrain("disk/run").out()).contains("resumed after step 14");
        }
    }

    /** A run that has one checkpoint more to go. */
    private void stopAfterCheckpoint(String name) throws IOException {
        assertThat(pretrain(name).code()).isZero();
        for (String later : List.of("model", "result.json", "checkpoints/step-20")) {
            delete(folder.resolve(name).resolve(later));
        }
    }

    private CommandLineRun pretrain(String name, String... changes) {
        return CommandLineRun.of(arguments(name, changes).toArray());
    }

    private List<Object> arguments(String name, String... changes) {
        List<Object> arguments = new ArrayList<>(List.of(
                "pretrain", TinyRecipe.file(), "--corpus", corpus, "--out", folder.resolve(name), "--set", "seed=7"));
        arguments.addAll(List.of(changes));
        return arguments;
    }

    private RunFiles files(String name) {
        return new RunFiles(folder.resolve(name));
    }

    private static void assertFault(String fault, CommandLineRun run) {
        assertThat(run.err()).startsWith("cloze: ").contains(fault).hasLineCount(1);
        assertThat(run.code()).isEqualTo(1);
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    static void delete(Path place) throws IOException {
        Files.walkFileTree(place, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException fault) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
