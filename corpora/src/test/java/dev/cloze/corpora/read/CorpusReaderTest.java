package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CorpusReaderTest {
    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, UTF_8);
    }

    private static CorpusReader open(String... inputs) throws IOException {
        return CorpusReader.open(List.of(inputs), ReadSettings.DEFAULT);
    }

    private List<String> names(CorpusReader reader) {
        return reader.files().stream()
                .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                .toList();
    }

    @Test
    void foldersRecurseInTheOrderOfNamesAndHiddenFilesAreCounted() throws IOException {
        write("b.jsonl", "{\"text\": \"two\"}\n");
        write("a/z", "one");
        write("a/.hidden", "not");
        write(".git/config", "not");
        CorpusReader reader = open(folder.toString());
        assertThat(names(reader)).containsExactly("a/z", "b.jsonl");
        Reading reading = Reading.of(reader.records());
        assertThat(reading.texts()).containsExactly("one", "two");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.HIDDEN, 2L));
    }

    @Test
    void patternsNameFiles() throws IOException {
        write("a/1.txt", "1");
        write("a/2.md", "2");
        write("b/3.txt", "3");
        write("b/c/4.txt", "4");
        assertThat(names(open(folder + "/a/*.txt"))).containsExactly("a/1.txt");
        assertThat(names(open(folder + "/*/*.txt"))).containsExactly("a/1.txt", "b/3.txt");
        assertThat(names(open(folder + "/**/*.txt"))).containsExactly("a/1.txt", "b/3.txt", "b/c/4.txt");
        assertThat(names(open(folder + "/a/*.{txt,md}", folder + "/b/?.txt")))
                .containsExactly("a/1.txt", "a/2.md", "b/3.txt");
        assertThat(names(open(folder + "/b*"))).containsExactly("b/3.txt", "b/c/4.txt");
        assertThatThrownBy(() -> open(folder + "/*.csv"))
                .isInstanceOf(UsageException.class)
                .hasMessage(folder + "/*.csv: expected a pattern that matches a file, got none");
    }

    @Test
    void aFileMayHaveTheNameOfAPattern() throws IOException {
        write("a[1].txt", "one");
        assertThat(names(open(folder + "/a[1].txt"))).containsExactly("a[1].txt");
    }

    @Test
    void whatIsNotThereIsTheUsersMistake() {
        assertThatThrownBy(() -> open(folder + "/none"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        folder + "/none: expected a file, a folder or a pattern, got a path at which there is nothing");
        assertThatThrownBy(() -> open()).isInstanceOf(UsageException.class);
    }

    @Test
    @Timeout(20)
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void loopsPipesAndLinksToNothingAreCountedAndNeverOpened() throws Exception {
        write("a/one.txt", "one");
        Files.createSymbolicLink(folder.resolve("a/loop"), folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("a/self"), folder.resolve("a/self"));
        Files.createSymbolicLink(folder.resolve("a/gone"), folder.resolve("nowhere"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("a/pipe").toString())
                        .start()
                        .waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        Reading reading = Reading.of(folder);
        assertThat(reading.texts()).containsExactly("one");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.NOT_A_FILE, 4L));
        Path pipe = folder.resolve("a/pipe");
        assertThatThrownBy(() -> open(pipe.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessage(pipe + ": expected a file or a folder, got a pipe, a device or a link to nothing");
    }

    @Test
    void aFileThatIsGoneOrHasBecomeAFolderIsCountedAndTheRestRead() throws IOException {
        Path gone = write("a.txt", "a");
        Path turned = write("b.txt", "b");
        write("c.txt", "c");
        CorpusReader reader = open(folder.toString());
        Files.delete(gone);
        Files.delete(turned);
        Files.createDirectory(turned);
        Reading reading = Reading.of(reader.records());
        assertThat(reading.texts()).containsExactly("c");
        assertThat(reading.tally().counts().values()).containsExactly(2L);
    }

    @Test
    void everyPassGivesTheSameAndOneMayBeginAtAnyInput() throws IOException {
        for (int i = 0; i < 20; i++) {
            write("f" + (char) ('a' + i) + ".txt", "text " + i);
        }
        CorpusReader reader = open(folder.toString());
        List<Document> all = Reading.of(reader.records()).documents();
        assertThat(all).hasSize(20);
        assertThat(Reading.of(reader.records()).documents()).isEqualTo(all);
        for (int from = 0; from <= 20; from++) {
            assertThat(Reading.of(reader.recordsFrom(from)).documents()).isEqualTo(all.subList(from, 20));
        }
    }

    @Test
    void positionsSayWhichInputIsReadAndHowFar() throws IOException {
        write("a.txt", "aaaa");
        write("b.txt", "bb");
        try (RawRecords records = open(folder.toString()).records()) {
            assertThat(records.next()).isPresent();
            assertThat(records.input()).isZero();
            assertThat(records.bytesRead()).isEqualTo(4);
            assertThat(records.next()).isPresent();
            assertThat(records.input()).isEqualTo(1);
            assertThat(records.bytesRead()).isEqualTo(6);
            assertThat(records.next()).isEmpty();
            assertThat(records.next()).isEmpty();
            assertThat(records.input()).isEqualTo(2);
            assertThat(records.bytesRead()).isEqualTo(6);
        }
    }

    @Test
    void theFingerprintKnowsTheSettings() throws IOException {
        write("a.txt", "aaaa");
        String plain = open(folder.toString()).fingerprint(Fingerprint.NONE).sha256();
        assertThat(open(folder.toString()).fingerprint(Fingerprint.NONE).sha256())
                .isEqualTo(plain);
        assertThat(CorpusReader.open(List.of(folder.toString()), ReadSettings.DEFAULT.withUnit(Unit.LINES))
                        .fingerprint(Fingerprint.NONE)
                        .sha256())
                .isNotEqualTo(plain);
    }

    @Test
    void extractionIsTheSameOnAnyThread() throws IOException, InterruptedException, ExecutionException {
        for (int i = 0; i < 40; i++) {
            write("p" + i + ".html", "<html><body><p>page " + i + "<p>second &amp; last</body></html>");
            write("l" + i + ".jsonl", "{\"text\": \"line " + i + "\"}\n{\"text\": \"<p>more</p>\"}\n");
        }
        List<RawRecord> records = new ArrayList<>();
        try (RawRecords opened = open(folder.toString()).records()) {
            for (Optional<RawRecord> next = opened.next(); next.isPresent(); next = opened.next()) {
                records.add(next.get());
            }
        }
        List<Extracted> alone = records.stream().map(RawRecord::extract).toList();
        assertThat(alone).hasSize(80);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Extracted>> together = IntStream.range(0, 800)
                    .mapToObj(i ->
                            threads.submit(() -> records.get(i % records.size()).extract()))
                    .toList();
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i % alone.size()));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aStrictReadingStopsAtTheFirstLossWithItsPlace() throws IOException {
        Path file = write("a.jsonl", "{\"text\": \"one\"}\n{\"text\": \n{\"text\": \"three\"}\n");
        assertThatThrownBy(() -> Reading.of(ReadSettings.DEFAULT.stoppingAtLosses(), file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ":line 2: expected a JSON value, got ");
        assertThat(Reading.of(file).texts()).containsExactly("one", "three");
    }

    @Test
    void filesWithoutTextAreCountedByWhatTheyAre() throws IOException {
        write("empty", "");
        Files.write(folder.resolve("image"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2});
        Files.write(folder.resolve("zeros"), new byte[] {'a', 0, 'b', 3, 'c'});
        write("drawing", "<?xml version=\"1.0\"?><svg/>");
        write("blank.txt", " \n \n");
        Reading reading = Reading.of(folder);
        assertThat(reading.documents()).isEmpty();
        assertThat(reading.tally().counts())
                .isEqualTo(Map.of(ReadReason.EMPTY, 1L, ReadReason.NOT_TEXT, 3L, ReadReason.NO_TEXT, 1L));
        assertThat(reading.findings(ReadReason.NOT_TEXT).get(1)).endsWith("got PNG");
    }
}
