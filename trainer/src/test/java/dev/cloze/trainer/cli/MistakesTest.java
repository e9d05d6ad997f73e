package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.TinyRecipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user can do wrong: exit code 2, or 1 for damaged data, and one line that says what was expected. */
class MistakesTest {
    private static final int FAILURE = 1;
    private static final int MISTAKE = 2;

    @TempDir
    private Path folder;

    @Test
    void commandsAndOptions() {
        assertFault(MISTAKE, "command: expected one of ", CommandLineRun.of());
        assertFault(
                MISTAKE,
                "pretrian: expected a known command, got an unknown one; the nearest is pretrain; try cloze --help",
                CommandLineRun.of("pretrian"));
        assertFault(
                MISTAKE,
                "--devise: expected a known option, got an unknown one; the nearest is --device; try cloze pretrain --help",
                CommandLineRun.of("pretrain", "--devise", "cpu"));
        assertFault(MISTAKE, "Missing required parameter", CommandLineRun.of("fill-mask"));
        assertFault(MISTAKE, "--set: expected key=value, got seed", pretrain("--set", "seed"));
        assertFault(MISTAKE, "device: expected auto, cpu or gpu:N, got tpu", pretrain("--device", "tpu"));
        assertFault(
                MISTAKE, "--set: expected a recipe to change", CommandLineRun.of("inspect", folder, "--set", "seed=1"));
    }

    @Test
    void exports() {
        assertFault(
                MISTAKE, "Missing required options: '--to=TARGET', '--out=DIR'", CommandLineRun.of("export", folder));
        assertFault(
                MISTAKE,
                "--to: expected one of hf, sentence-transformers, onnx, torchscript, djl, opensearch, got tf; try cloze export",
                CommandLineRun.of("export", folder, "--to", "tf", "--out", folder.resolve("out")));
        assertFault(
                MISTAKE,
                "--for: expected one of embeddings, fill-mask, tribuo, got search; try cloze export",
                CommandLineRun.of("export", folder, "--to", "onnx", "--out", folder.resolve("out"), "--for", "search"));
        assertFault(
                MISTAKE,
                folder + ": expected a model's folder with config.json, got a folder without it",
                CommandLineRun.of("export", folder, "--to", "sentence-transformers", "--out", folder.resolve("out")));
        assertFault(
                MISTAKE,
                "--for: expected embeddings, got tribuo with opensearch",
                CommandLineRun.of(
                        "export", folder, "--to", "opensearch", "--for", "tribuo", "--out", folder.resolve("out")));
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void recipes() {
        assertFault(
                MISTAKE,
                folder.resolve("none.yaml") + ": expected a recipe file, got no such file",
                CommandLineRun.of("pretrain", folder.resolve("none.yaml")));
        assertFault(
                MISTAKE,
                "recipe.encoder.heads: expected a divisor of width 16, got 7",
                pretrain("--set", "encoder.heads=7"));
        assertFault(
                MISTAKE,
                "recipe.encoder.haeds: expected a known key, got an unknown one; the nearest is heads",
                pretrain("--set", "encoder.haeds=2"));
        assertFault(
                MISTAKE,
                "recipe.corpus.documents: expected one of files, lines, got pages",
                pretrain("--documents", "pages"));
    }

    @Test
    void corpora() throws IOException {
        assertCorpusFault(MISTAKE, "a path at which there is nothing", folder.resolve("none.txt"));
        assertCorpusFault(MISTAKE, "corpus: expected text, got no document at all", file("empty.txt", new byte[0]));
        assertCorpusFault(
                MISTAKE,
                "corpus: expected text, got no document at all",
                Files.createDirectory(folder.resolve("empty")));
        assertCorpusFault(
                MISTAKE,
                "corpus: expected 50 documents (files, or sections of long files) or more, of which some are held out, got 49",
                TinyRecipe.writeCorpus(folder.resolve("short.txt"), 49));
        assertCorpusFault(MISTAKE, "expected one of sample:wordnet", Path.of("sample:none"));
    }

    @Test
    void damagedData() throws IOException {
        byte[] noise = new byte[10_000];
        new Random(3).nextBytes(noise);
        noise[0] = 'a';
        noise[1] = 0;
        assertCorpusFault(FAILURE, "noise.txt: byte 1: expected UTF-8 text", file("noise.txt", noise));
        byte[] packed = gzip(Files.readAllBytes(TinyRecipe.writeCorpus(folder.resolve("whole.txt"), 400)));
        Path truncated = file("truncated.txt.gz", Arrays.copyOf(packed, packed.length / 2));
        assertCorpusFault(FAILURE, "the end of the file (truncated?)", truncated);
    }

    /** A mistake in a fresh folder leaves nothing that would refuse the corrected command. */
    private void assertCorpusFault(int code, String fault, Path corpus) {
        Path out = folder.resolve("run-of-" + corpus.getFileName());
        assertFault(code, fault, pretrain("--corpus", corpus, "--out", out));
        assertThat(out.resolve("recipe.yaml")).doesNotExist();
    }

    @Test
    void aFailedStartLeavesAFolderForTheCorrectedOne() {
        Path out = folder.resolve("run");
        assertFault(MISTAKE, "nothing", pretrain("--corpus", folder.resolve("none.txt"), "--out", out));
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 100);
        assertThat(pretrain("--corpus", corpus, "--out", out, "--set", "training.steps=12")
                        .code())
                .isZero();
    }

    @Test
    void runFolders() throws IOException {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 100);
        Path out = folder.resolve("run");
        assertThat(pretrain("--corpus", corpus, "--out", out, "--set", "training.steps=12")
                        .code())
                .isZero();
        byte[] weights = Files.readAllBytes(out.resolve("model/model.safetensors"));
        assertFault(
                MISTAKE,
                "another one (seed: 7 -> 8); choose another folder with --out",
                pretrain("--corpus", corpus, "--out", out, "--set", "training.steps=12", "seed=8"));
        try (FileChannel lockFile = FileChannel.open(out.resolve(".lock"), StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertFault(
                    MISTAKE,
                    "expected a folder that no other run uses, got one that is in use",
                    pretrain("--corpus", corpus, "--out", out, "--set", "training.steps=12"));
        }
        assertFault(MISTAKE, "expected a folder for the run, got a file", pretrain("--out", corpus));
        assertThat(Files.readAllBytes(out.resolve("model/model.safetensors"))).isEqualTo(weights);
    }

    @Test
    void foldersThatHoldNoModel() {
        String fault = folder + ": expected a model's folder with config.json, got a folder without it";
        assertFault(MISTAKE, fault, CommandLineRun.of("fill-mask", folder, "a [MASK]"));
        assertFault(MISTAKE, fault, CommandLineRun.of("evaluate", folder, "--corpus", "sample:dickens"));
        assertFault(MISTAKE, fault, CommandLineRun.of("inspect", folder));
    }

    @Test
    void evaluationsOfNothing() throws IOException {
        assertFault(
                MISTAKE,
                "evaluate: expected --corpus, --set or --probe, got none of them",
                CommandLineRun.of("evaluate", folder));
        assertFault(
                MISTAKE,
                "--set: expected NAME=P, the name not corpus, got sample:dickens",
                CommandLineRun.of("evaluate", folder, "--set", "sample:dickens"));
        Path unlabelled = file("unlabelled.tsv", "text\nsome\n".getBytes(StandardCharsets.UTF_8));
        assertFault(
                MISTAKE,
                "expected a column \"label\" (--label-field) in the first row, got text",
                CommandLineRun.of("evaluate", folder, "--probe", unlabelled));
        assertFault(
                MISTAKE,
                "--folds: expected 2 or more, got 1",
                CommandLineRun.of("evaluate", folder, "--probe", unlabelled, "--folds", "1"));
        assertFault(
                MISTAKE,
                "--pseudo-perplexity: expected a text, by --corpus or --set, got none",
                CommandLineRun.of("evaluate", folder, "--probe", unlabelled, "--pseudo-perplexity"));
    }

    private CommandLineRun pretrain(Object... options) {
        Object[] arguments = new Object[options.length + 2];
        arguments[0] = "pretrain";
        arguments[1] = TinyRecipe.file();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return CommandLineRun.of(arguments);
    }

    private static void assertFault(int code, String fault, CommandLineRun run) {
        assertThat(run.err()).startsWith("cloze: ").contains(fault).hasLineCount(1);
        assertThat(run.code()).isEqualTo(code);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
