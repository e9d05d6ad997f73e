package dev.cloze.corpora.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.MemoryCorpus;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.read.Unit;
import dev.cloze.corpora.shard.ShardManifest;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.corpora.split.HeldOutSplit;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardBuilderTest {
    private static final List<String> PIECES =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "tide", "boat", "harbour", "night", "##s", ".");
    private static final int DOCUMENTS = 3000;

    @TempDir
    Path folder;

    private Tokenizer tokenizer;
    private Path text;

    @BeforeEach
    void write() throws IOException {
        Path vocabulary = Files.createDirectory(folder.resolve("vocabulary"));
        TokenizerFiles.write(vocabulary, new WordPieceModel(PIECES, true));
        tokenizer = Tokenizer.load(vocabulary);
        text = folder.resolve("text.txt");
        Files.write(text, lines());
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    private static List<String> lines() {
        long seed = 17;
        System.out.println("ShardBuilderTest: seed " + seed);
        Random random = new Random(seed);
        String[] words = {"A", "tide", "tides", "boats", "harbour", "night.", "unspelt"};
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            lines.add(random.ints(1 + random.nextInt(40), 0, words.length)
                    .mapToObj(word -> words[word])
                    .collect(Collectors.joining(" ")));
        }
        return lines;
    }

    private Corpus corpus() throws IOException {
        return CorpusInputs.open(List.of(text.toString()), Unit.LINES);
    }

    private static ShardSettings settings(int threads) {
        return new ShardSettings(0.05, 1, 20_000, threads);
    }

    private ShardBuilder builder(Corpus corpus, String name, int threads) throws IOException {
        Path out = folder.resolve(name);
        Fingerprint fingerprint = corpus.fingerprint(ShardBuilder.earlierFingerprint(out));
        return new ShardBuilder(corpus, fingerprint, tokenizer, settings(threads), out);
    }

    private static HeldOutSplit split(Corpus corpus) throws IOException {
        return HeldOutSplit.survey(corpus, 0.05, 1, Progress.UNHEARD);
    }

    private ShardReport build(String name, int threads) throws IOException, InterruptedException {
        Corpus corpus = corpus();
        return builder(corpus, name, threads).build(split(corpus), Progress.UNHEARD);
    }

    private Map<String, String> contents(String name) throws IOException {
        Path root = folder.resolve(name);
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    @Test
    void anyNumberOfThreadsWritesTheSameBytes() throws Exception {
        build("one", 1);
        Map<String, String> expected = contents("one");
        assertThat(expected).hasSizeGreaterThan(6).containsKey("report.json");
        for (int threads : new int[] {2, 3, 8}) {
            String name = "threads-" + threads;
            build(name, threads);
            assertThat(contents(name)).isEqualTo(expected);
        }
    }

    @Test
    void theStreamIsEachDocumentBetweenItsStartAndEnd() throws Exception {
        ShardReport report = build("out", 2);
        Corpus corpus = corpus();
        List<String> training = new ArrayList<>();
        split(corpus).forEachTrainingText(corpus, training::add, Progress.UNHEARD);

        TokenShards train = TokenShards.open(ShardBuilder.trainFolder(folder.resolve("out")));
        train.verify();
        assertThat(train.documents()).isEqualTo(training.size());
        long position = 0;
        for (int i = 0; i < training.size(); i++) {
            int[] ids = tokenizer.encode(training.get(i));
            assertThat(train.documentStart(i)).isEqualTo(position);
            int[] stored = new int[ids.length + 2];
            train.read(position, stored, 0, stored.length);
            assertThat(stored).startsWith(2).endsWith(3);
            assertThat(Arrays.copyOfRange(stored, 1, stored.length - 1)).isEqualTo(ids);
            position += stored.length;
        }
        assertThat(train.tokens()).isEqualTo(position).isEqualTo(report.train().tokens());
        TokenShards heldOut = TokenShards.open(ShardBuilder.heldOutFolder(folder.resolve("out")));
        assertThat(heldOut.documents() + train.documents()).isEqualTo(DOCUMENTS);
    }

    @Test
    void countsAddUp() throws Exception {
        Corpus corpus = corpus();
        AtomicLong documents = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        ShardReport report = builder(corpus, "out", 2).build(split(corpus), (done, read) -> {
            assertThat(done).isGreaterThan(documents.getAndSet(done));
            assertThat(read).isGreaterThanOrEqualTo(bytes.getAndSet(read));
        });
        assertThat(documents).hasValue(DOCUMENTS);
        assertThat(bytes).hasValue(report.corpus().bytes());
        SideCounts both = report.train().plus(report.heldOut());
        assertThat(both.documents())
                .isEqualTo(DOCUMENTS)
                .isEqualTo(report.read().documents());
        // One line end for each line.
        assertThat(both.bytes()).isEqualTo(Files.size(text) - DOCUMENTS);
        long unspelt = lines().stream()
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .filter("unspelt"::equals)
                .count();
        assertThat(both.unknownTokens()).isEqualTo(unspelt);
        assertThat(both.emptyDocuments()).isZero();
    }

    @Test
    void documentsOfWhichNothingIsLeftAreCounted() throws Exception {
        List<String> lines = new ArrayList<>(lines());
        lines.addAll(List.of("\u0001", "\u0002\u0003"));
        Files.write(text, lines);
        ShardReport report = build("out", 1);
        SideCounts both = report.train().plus(report.heldOut());
        assertThat(both.emptyDocuments()).isEqualTo(2);
        assertThat(both.documents()).isEqualTo(DOCUMENTS);
    }

    @Test
    void aFinishedBuildIsKnownUntilSomethingChanges() throws Exception {
        assertThat(builder(corpus(), "out", 1).finished()).isEmpty();
        ShardReport report = build("out", 1);
        assertThat(builder(corpus(), "out", 2).finished()).contains(report);
        assertThat(ShardBuilder.earlierFingerprint(folder.resolve("out"))).isEqualTo(report.corpus());

        ShardSettings otherSeed = new ShardSettings(0.05, 2, 20_000, 1);
        Corpus corpus = corpus();
        assertThat(new ShardBuilder(corpus, report.corpus(), tokenizer, otherSeed, folder.resolve("out")).finished())
                .isEmpty();

        Path manifest = folder.resolve("out/train/manifest.json");
        byte[] kept = Files.readAllBytes(manifest);
        Files.delete(manifest);
        assertThat(builder(corpus, "out", 1).finished()).isEmpty();
        Files.write(manifest, kept);
        assertThat(builder(corpus, "out", 1).finished()).isPresent();

        Files.writeString(text, "one more line\n" + Files.readString(text));
        assertThat(builder(corpus, "out", 1).finished()).isEmpty();
    }

    @Test
    void anInterruptedBuildLeavesNoManifestAndTheNextIsWhole() throws Exception {
        build("whole", 1);
        build("out", 1);
        Corpus corpus = corpus();
        HeldOutSplit split = split(corpus);
        ShardBuilder builder = builder(corpus, "out", 2);
        assertThatThrownBy(() -> builder.build(
                        split, (done, read) -> Thread.currentThread().interrupt()))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the exception has told it").isFalse();
        assertThat(contents("out").keySet()).noneMatch(name -> name.endsWith(".json") || name.endsWith(".part"));
        assertThat(builder.finished()).isEmpty();
        build("out", 2);
        assertThat(contents("out")).isEqualTo(contents("whole"));
    }

    @Test
    void anEndedBuildGoesOnBehindItsLastFinishedShard() throws Exception {
        List<String> lines = new ArrayList<>(lines());
        lines.add(5, "\u0001"); // of which nothing is left
        lines.add(1000, "\u0002");
        Files.write(text, lines);
        build("whole", 1);
        int most = 0;
        for (int end : new int[] {300, 1000, 2000, DOCUMENTS}) {
            String name = "ended-at-" + end;
            endAt(name, end);
            Path out = folder.resolve(name);
            List<Path> kept = new ArrayList<>();
            for (ShardManifest.Shard shard :
                    ShardProgress.read(out).map(ShardProgress::shards).orElse(List.of())) {
                kept.add(out.resolve("train").resolve(shard.file()));
                Files.setLastModifiedTime(kept.get(kept.size() - 1), FileTime.fromMillis(0));
            }
            most = Math.max(most, kept.size());
            build(name, 3);
            assertThat(contents(name)).as(name).isEqualTo(contents("whole"));
            for (Path shard : kept) {
                assertThat(Files.getLastModifiedTime(shard)).as("%s", shard).isEqualTo(FileTime.fromMillis(0));
            }
        }
        assertThat(most).isGreaterThan(3);
    }

    @Test
    void aShardThatWasDamagedMeanwhileIsMadeAgain() throws Exception {
        build("whole", 1);
        endAt("out", 2000);
        Path shard = folder.resolve("out/train/train-0001.shard");
        byte[] damaged = Files.readAllBytes(shard);
        damaged[damaged.length / 2] ^= 1;
        Files.write(shard, damaged);
        build("out", 2);
        assertThat(contents("out")).isEqualTo(contents("whole"));

        endAt("out", 2000);
        Files.delete(folder.resolve("out/train/train-0000.shard"));
        build("out", 2);
        assertThat(contents("out")).isEqualTo(contents("whole"));
    }

    @Test
    void anEndedBuildOfOtherSettingsIsNotGoneOnWith() throws Exception {
        ShardSettings other = new ShardSettings(0.05, 1, 15_000, 2);
        Corpus corpus = corpus();
        for (String name : List.of("whole", "out")) {
            if (name.equals("out")) {
                endAt(name, 2000);
            }
            Path out = folder.resolve(name);
            new ShardBuilder(corpus, corpus.fingerprint(Fingerprint.NONE), tokenizer, other, out)
                    .build(split(corpus), Progress.UNHEARD);
        }
        assertThat(contents("out")).isEqualTo(contents("whole"));
    }

    /** Builds until so many documents are written. */
    private void endAt(String name, int documents) throws IOException {
        Corpus corpus = corpus();
        HeldOutSplit split = split(corpus);
        ShardBuilder builder = builder(corpus, name, 2);
        assertThatThrownBy(() -> builder.build(split, (done, read) -> {
                    if (done >= documents) {
                        throw new IllegalStateException("ended");
                    }
                }))
                .hasMessage("ended");
        assertThat(builder.finished()).isEmpty();
    }

    @Test
    void aFaultInTheMiddleLeavesTheFolderUnfinished() throws Exception {
        Corpus corpus = corpus();
        HeldOutSplit split = split(corpus);
        ShardBuilder builder = builder(corpus, "out", 2);
        byte[] damaged = Files.readAllBytes(text);
        damaged[damaged.length / 2] = (byte) 0xff;
        Files.write(text, damaged);
        assertThatThrownBy(() -> builder.build(split, Progress.UNHEARD))
                .isInstanceOf(DataException.class)
                .hasMessage(text + ": byte " + damaged.length / 2 + ": expected UTF-8 text, got 0xff");
        assertThat(ShardManifest.isPresent(folder.resolve("out/train"))).isFalse();
    }

    @Test
    void aCorpusThatChangedSinceTheSurveyIsFound() throws Exception {
        Corpus corpus = corpus();
        HeldOutSplit split = split(corpus);
        ShardBuilder builder = builder(corpus, "out", 2);
        Files.writeString(text, "one more line\n" + Files.readString(text));
        assertThatThrownBy(() -> builder.build(split, Progress.UNHEARD))
                .isInstanceOf(DataException.class)
                .hasMessage("corpus: expected 3000 documents as in the survey, got 3001 (has a file changed"
                        + " meanwhile?)");
        assertThat(builder.finished()).isEmpty();
    }

    @Test
    void aSplitOfOtherSettingsIsTheCallersBug() throws Exception {
        Corpus corpus = new MemoryCorpus(lines());
        HeldOutSplit other = HeldOutSplit.survey(corpus, 0.04, 1, Progress.UNHEARD);
        ShardBuilder builder = builder(corpus, "out", 1);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.build(other, Progress.UNHEARD));
    }

    @Test
    void inputsMayBeSamplesAndPaths() throws Exception {
        Corpus corpus = CorpusInputs.open(List.of("sample:dickens", text.toString()), Unit.LINES);
        ShardReport report = builder(corpus, "out", 2).build(split(corpus), Progress.UNHEARD);
        assertThat(report.read().documents()).isEqualTo(DOCUMENTS + 76);
        assertThat(report.corpus().inputs()).hasSize(2);
        assertThat(report.corpus().reading()).isEqualTo("sample:dickens; text, documents=lines");
        assertThatThrownBy(() -> CorpusInputs.open(List.of(), Unit.FILES)).isInstanceOf(UsageException.class);
    }
}
