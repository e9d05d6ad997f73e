package dev.cloze.corpora.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.entry;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.clean.Cleaning;
import dev.cloze.corpora.clean.LengthLimits;
import dev.cloze.corpora.dedup.DedupRules;
import dev.cloze.corpora.dedup.LeakRule;
import dev.cloze.corpora.read.CorpusReader;
import dev.cloze.corpora.read.ReadReason;
import dev.cloze.corpora.read.ReadSettings;
import dev.cloze.corpora.read.Unit;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusBuildTest {
    private static final int LINES = 12_000;
    private static final int PAGES = 30;
    private static final Cleaning CLEANING =
            Cleaning.LIGHT.then(new LengthLimits(1, Integer.MAX_VALUE, 5, Integer.MAX_VALUE));

    @TempDir
    private Path folder;

    private Path inputs;

    /** Lines of JSON, one of them broken and each 20th too short; pages; and a file that is no text. */
    @BeforeEach
    void writeInputs() throws IOException {
        inputs = Files.createDirectory(folder.resolve("inputs"));
        Random random = new Random(8);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(inputs.resolve("lines.bin")))) {
            for (int i = 0; i < LINES; i++) {
                String line = i == 1234
                        ? "{\"text\": \"broken\n"
                        : "{\"text\": \"" + words(random, i % 20 == 0 ? 3 : 40) + "\", \"id\": " + i + "}\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        for (int i = 0; i < PAGES; i++) {
            Files.writeString(
                    inputs.resolve("page" + i),
                    "<!DOCTYPE html><html><body><p>" + words(random, 50) + "</p><script>x()</script></body></html>");
        }
        Files.write(inputs.resolve("picture.txt"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 0});
    }

    private static String words(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "w" + random.nextInt(1000))
                .collect(Collectors.joining(" "));
    }

    private BuiltCorpus build(Path out, int threads, Progress progress) throws IOException, InterruptedException {
        List<String> paths = List.of(inputs.toString());
        CorpusReader reader = CorpusReader.open(paths, ReadSettings.DEFAULT);
        CorpusBuild.Settings settings = CorpusBuild.Settings.cleaned(CLEANING, 20_000, threads);
        return new CorpusBuild(paths, reader, settings, out).run(progress);
    }

    @Test
    void everythingIsReadCleanedAndCounted() throws Exception {
        BuiltCorpus corpus = build(folder.resolve("out"), 2, Progress.UNHEARD);
        List<Document> documents = documents(corpus);
        assertThat(documents).hasSize(LINES - LINES / 20 - 1 + PAGES);
        assertThat(documents.get(0).text()).startsWith("w").doesNotContain("{");
        assertThat(documents.get(documents.size() - 1).text())
                .doesNotContain("<")
                .doesNotContain("x()");
        CorpusManifest manifest = corpus.manifest();
        assertThat(manifest.parts()).isGreaterThan(5);
        assertThat(manifest.documents()).isEqualTo(documents.size());
        assertThat(manifest.read().counts())
                .containsEntry(ReadReason.DAMAGED_RECORD, 1L)
                .containsEntry(ReadReason.NOT_TEXT, 1L);
        assertThat(manifest.read()
                        .examples()
                        .get(ReadReason.DAMAGED_RECORD)
                        .get(0)
                        .place())
                .contains("lines.bin")
                .contains("1235");
        assertThat(manifest.funnel().entered().documents()).isEqualTo(LINES - 1 + PAGES);
        assertThat(manifest.funnel().left().documents()).isEqualTo(documents.size());
        assertThat(manifest.funnel().stages().get(3).reasons().get(0).removed()).isEqualTo(LINES / 20);
    }

    @Test
    void theBytesDoNotDependOnTheThreads() throws Exception {
        build(folder.resolve("one"), 1, Progress.UNHEARD);
        build(folder.resolve("five"), 5, Progress.UNHEARD);
        assertThat(files(folder.resolve("five"))).isEqualTo(files(folder.resolve("one")));
    }

    @Test
    void aFolderInWhichAnotherBuildIsAtWorkIsRefused() throws Exception {
        Path out = folder.resolve("out");
        List<Throwable> refused = new ArrayList<>();
        build(out, 2, (documents, bytes) -> {
            if (refused.isEmpty()) {
                refused.add(catchThrowable(() -> build(out, 2, Progress.UNHEARD)));
            }
        });
        assertThat(refused)
                .singleElement()
                .satisfies(fault -> assertThat(fault)
                        .isInstanceOf(UsageException.class)
                        .hasMessage(out + ": expected a folder that no other build uses, got one that is in use"));
        build(folder.resolve("alone"), 2, Progress.UNHEARD);
        assertThat(files(out)).isEqualTo(files(folder.resolve("alone")));
    }

    /** Ended again and again, each time a little further on. */
    @Test
    void aBuildThatWasEndedGoesOnToTheSameBytes() throws Exception {
        build(folder.resolve("whole"), 2, Progress.UNHEARD);
        Path ended = folder.resolve("ended");
        int ends = 0;
        for (int calls = 1; !CorpusManifest.isPresent(ended); calls++) {
            int most = 1 + calls / 4;
            int[] heard = new int[1];
            try {
                build(ended, 2, (documents, bytes) -> {
                    if (++heard[0] > most) {
                        throw new IllegalStateException("killed");
                    }
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("killed");
                ends++;
            }
        }
        assertThat(ends).isGreaterThan(2);
        assertThat(files(ended)).isEqualTo(files(folder.resolve("whole")));
    }

    /** Of two equal files one stays, of a copied paragraph one too, and what is held out is in none. */
    @Test
    void whatIsThereTwiceOrHeldOutIsRemoved() throws Exception {
        Random random = new Random(4);
        Path texts = Files.createDirectory(folder.resolve("texts"));
        String paragraph = words(random, 30);
        for (int i = 0; i < 40; i++) {
            Files.writeString(
                    texts.resolve(String.format("text%02d", i)),
                    i == 7
                            ? Files.readString(texts.resolve("text03")).toUpperCase(Locale.ROOT)
                            : words(random, 60) + "\n\n" + (i == 20 || i == 30 ? paragraph + "\n\n" : "")
                                    + words(random, 60));
        }
        Path heldOut = Files.writeString(folder.resolve("heldout"), Files.readString(texts.resolve("text11")));
        List<String> paths = List.of(texts.toString());
        CorpusBuild.Settings settings = new CorpusBuild.Settings(
                CLEANING,
                Optional.of(DedupRules.all()),
                Map.of("questions", CorpusInputs.open(List.of(heldOut.toString()), Unit.FILES)),
                LeakRule.DEFAULT,
                1 << 20,
                1 << 20,
                2);
        Path out = folder.resolve("out");
        BuiltCorpus corpus = new CorpusBuild(paths, CorpusReader.open(paths, ReadSettings.DEFAULT), settings, out)
                .run(Progress.UNHEARD);
        DuplicateReport duplicates = corpus.manifest().duplicates();
        assertThat(duplicates.documents()).containsOnly(entry("dedup.exact", 1L), entry("leak.exact", 1L));
        assertThat(duplicates.paragraphs()).isEqualTo(1);
        assertThat(duplicates.leaks()).containsExactly(new DuplicateReport.Leaks("questions", 1, 1));
        List<Document> documents = documents(corpus);
        assertThat(documents).hasSize(38);
        assertThat(documents.stream().map(Document::source))
                .noneMatch(each -> each.endsWith("text07") || each.endsWith("text11"));
        assertThat(documents.stream().filter(each -> each.text().contains(paragraph)))
                .hasSize(1);
        assertThat(duplicates.examples().get(0).other().source()).endsWith("text03");
    }

    @Test
    void aFolderOfOtherInputsIsRefusedAndAFinishedOneLeftAlone() throws Exception {
        Path out = folder.resolve("out");
        build(out, 2, Progress.UNHEARD);
        Map<String, String> before = files(out);
        build(out, 2, (documents, bytes) -> {
            throw new IllegalStateException("expected nothing to do");
        });
        assertThat(files(out)).isEqualTo(before);
        Files.writeString(inputs.resolve("page0"), "<html><body>Something else</body></html>");
        assertThatThrownBy(() -> build(out, 2, Progress.UNHEARD))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("choose another folder");
    }

    private static List<Document> documents(BuiltCorpus corpus) throws IOException {
        List<Document> documents = new ArrayList<>();
        try (DocumentSource source = corpus.open()) {
            for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                documents.add(next.get());
            }
        }
        return documents;
    }

    private static Map<String, String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            file -> root.relativize(file).toString(),
                            CorpusBuildTest::hash,
                            (a, b) -> a,
                            TreeMap::new));
        }
    }

    private static String hash(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Fingerprint.ofStream("", "", in).sha256();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
