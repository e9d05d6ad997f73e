package dev.cloze.corpora.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicationTest {
    private static final long LARGE = 1L << 28;
    private static final long SMALL = 4 * KeySorter.LEAST_BYTES;
    private static final DedupRules NEAR = new DedupRules(Optional.empty(), Optional.of(NearRule.FINEWEB));
    private static final DedupRules PARAGRAPHS = new DedupRules(Optional.of(new ParagraphRule(10)), Optional.empty());

    @TempDir
    private Path folder;

    private static void write(Deduplication deduplication, KeyMaker maker, List<String> texts) throws IOException {
        List<DocumentKeys> keys = texts.parallelStream().map(maker::of).toList();
        try (KeyWriter writer = deduplication.startKeys()) {
            for (int i = 0; i < keys.size(); i++) {
                writer.add(i, keys.get(i));
            }
            writer.finish();
        }
    }

    private Removals removals(DedupRules rules, List<String> texts, long memoryBytes, int threads) throws IOException {
        Deduplication deduplication =
                new Deduplication(folder.resolve(memoryBytes + "-" + threads), rules, "test", memoryBytes, threads);
        write(deduplication, new KeyMaker(rules, Optional.empty()), texts);
        return deduplication.removals(document -> texts.get(Math.toIntExact(document)));
    }

    private static Map<Long, RemovedDocument> all(Removals removals) throws IOException {
        Map<Long, RemovedDocument> all = new HashMap<>();
        try (RemovalCursor cursor = removals.documents()) {
            for (Optional<RemovedDocument> next = cursor.next(); next.isPresent(); next = cursor.next()) {
                all.put(next.get().document(), next.get());
            }
        }
        return all;
    }

    private static double jaccard(String first, String second) {
        return ShingleSet.of(first, 5).jaccard(ShingleSet.of(second, 5));
    }

    /** Originals, and behind all of them changed copies, 0.5 to 8 of 100 words replaced. */
    private record Planted(List<String> texts, List<Integer> originals) {
        static Planted nearDuplicates(int originals) {
            PlantedTexts planted = new PlantedTexts(originals);
            List<String> texts = new ArrayList<>(planted.texts(originals, 60, 400));
            double[] shares = {0.005, 0.01, 0.02, 0.03, 0.05, 0.08};
            List<Integer> from = new ArrayList<>();
            for (int i = 0; i < 2 * originals; i++) {
                from.add(planted.below(originals));
                texts.add(planted.changed(texts.get(from.get(i)), shares[i % shares.length]));
            }
            return new Planted(texts, from);
        }
    }

    @Test
    void exactDuplicatesGoAndTheFirstStays() throws IOException {
        PlantedTexts planted = new PlantedTexts(4);
        List<String> texts = new ArrayList<>(planted.texts(300, 1, 60));
        for (int i = 0; i < 900; i++) {
            texts.add(i % 2 == 0 ? texts.get(i % 300) : PlantedTexts.respaced(texts.get(i % 300)));
        }
        Map<Long, RemovedDocument> removed = all(removals(DedupRules.exact(), texts, LARGE, 1));
        assertThat(removed).hasSize(900);
        for (long document = 300; document < texts.size(); document++) {
            assertThat(removed.get(document))
                    .isEqualTo(new RemovedDocument(
                            document, RemovalReason.EXACT_DUPLICATE, document % 300, OptionalInt.empty()));
        }
    }

    /** Recall where texts are alike, precision everywhere, by the true similarities. */
    @Test
    void plantedNearDuplicatesAreFound() throws IOException {
        Planted planted = Planted.nearDuplicates(1500);
        Map<Long, RemovedDocument> removed = all(removals(NEAR, planted.texts(), LARGE, 2));
        int alike = 0;
        int alikeRemoved = 0;
        int resembling = 0;
        int resemblingRemoved = 0;
        int unlike = 0;
        for (int i = 0; i < planted.originals().size(); i++) {
            int document = 1500 + i;
            double similarity = jaccard(
                    planted.texts().get(document),
                    planted.texts().get(planted.originals().get(i)));
            boolean isRemoved = removed.containsKey((long) document);
            if (similarity >= 0.9) {
                alike++;
                alikeRemoved += isRemoved ? 1 : 0;
            } else if (similarity >= 0.8) {
                resembling++;
                resemblingRemoved += isRemoved ? 1 : 0;
            } else if (similarity < 0.7) {
                unlike++;
                assertThat(isRemoved)
                        .as("document %d of similarity %s", document, similarity)
                        .isFalse();
            }
        }
        assertThat(alike).isGreaterThan(500);
        assertThat(unlike).isGreaterThan(500);
        System.out.printf(
                "near duplicates: recall %.4f of %d at J >= 0.9, %.4f of %d at 0.8 <= J < 0.9%n",
                (double) alikeRemoved / alike, alike, (double) resemblingRemoved / resembling, resembling);
        assertThat((double) alikeRemoved / alike).isGreaterThanOrEqualTo(0.99);
        assertThat((double) resemblingRemoved / resembling).isGreaterThanOrEqualTo(0.9);
        assertEachHasAKeptTwin(planted.texts(), removed);
    }

    private static void assertEachHasAKeptTwin(List<String> texts, Map<Long, RemovedDocument> removed) {
        assertThat(removed).isNotEmpty();
        for (RemovedDocument each : removed.values()) {
            assertThat(each.other()).isLessThan(each.document());
            assertThat(removed.containsKey(each.other())).as("%s", each).isFalse();
            String text = texts.get((int) each.document());
            String twin = texts.get((int) each.other());
            if (each.reason() == RemovalReason.NEAR_DUPLICATE) {
                assertThat(jaccard(text, twin)).isGreaterThanOrEqualTo(0.8);
            } else {
                assertThat(new TextScan(text).high()).isEqualTo(new TextScan(twin).high());
            }
        }
    }

    @Test
    void memoryAndThreadsChangeNothing() throws IOException {
        List<String> texts = new ArrayList<>(Planted.nearDuplicates(1200).texts());
        texts.addAll(texts.subList(100, 400));
        Removals expected = removals(DedupRules.all(), texts, LARGE, 1);
        RemovalCounts counts = expected.counts(10);
        assertThat(counts.documents(RemovalReason.EXACT_DUPLICATE)).isGreaterThanOrEqualTo(300);
        assertThat(counts.documents(RemovalReason.NEAR_DUPLICATE)).isGreaterThan(800);
        assertThat(counts.paragraphs()).isGreaterThan(100);
        for (int threads = 1; threads <= 3; threads++) {
            Removals found = removals(DedupRules.all(), texts, SMALL, threads);
            assertThat(found.counts(10)).isEqualTo(counts);
            for (String file : new String[] {"all.removals", "paragraphs.removals"}) {
                assertThat(folder.resolve(SMALL + "-" + threads).resolve(file))
                        .hasSameBinaryContentAs(folder.resolve(LARGE + "-1").resolve(file));
            }
        }
    }

    /** A chain a, b, c in which only neighbours are alike: b goes because of a, c stays, for nothing like it is kept. */
    @Test
    void aDocumentGoesOnlyBecauseOfOneThatStays() throws IOException {
        PlantedTexts planted = new PlantedTexts(8);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String text = planted.text(300);
            for (int link = 0; link < 5; link++) {
                texts.add(text);
                text = planted.changed(text, 0.015);
            }
        }
        Map<Long, RemovedDocument> removed = all(removals(NEAR, texts, LARGE, 2));
        assertEachHasAKeptTwin(texts, removed);
        long keptLinks = IntStream.range(0, texts.size())
                .filter(document -> document % 5 > 0 && !removed.containsKey((long) document))
                .count();
        assertThat(keptLinks).isGreaterThan(50);
    }

    @Test
    void aHundredThousandEqualDocumentsAreFast() throws IOException {
        PlantedTexts planted = new PlantedTexts(5);
        String text = planted.text(80);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            texts.add(text);
        }
        long start = System.nanoTime();
        Removals removals = removals(DedupRules.all(), texts, LARGE, 2);
        assertThat(removals.counts(3).documents(RemovalReason.EXACT_DUPLICATE)).isEqualTo(99_999);
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }

    /** 20,000 texts that differ in one word: one bucket for most bands, 200 million pairs if all were compared. */
    @Test
    void aBucketOfBoilerplateTakesLinearTime() throws IOException {
        String text = new PlantedTexts(6).text(150);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            texts.add(text + " number" + i);
        }
        AtomicInteger reads = new AtomicInteger();
        Deduplication deduplication = new Deduplication(folder, NEAR, "test", LARGE, 2);
        write(deduplication, new KeyMaker(NEAR, Optional.empty()), texts);
        long start = System.nanoTime();
        Removals removals = deduplication.removals(document -> {
            reads.incrementAndGet();
            return texts.get((int) document);
        });
        assertThat(removals.counts(0).documents(RemovalReason.NEAR_DUPLICATE)).isEqualTo(19_999);
        assertThat(reads.get()).isLessThanOrEqualTo(20_000);
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }

    @Test
    void repeatedParagraphsGo() throws IOException {
        List<String> texts = List.of(
                "The first paragraph.\nshort\n\nThe second paragraph.",
                "the SECOND  paragraph.\nshort\nThe third paragraph.\nThe third paragraph.",
                "The First Paragraph. Short The Second Paragraph.",
                "The fourth paragraph.\nThe third paragraph.");
        Removals removals = removals(PARAGRAPHS, texts, LARGE, 1);
        assertThat(all(removals).keySet()).containsExactly(2L);
        List<String> left = new ArrayList<>();
        try (ParagraphCursor cursor = removals.paragraphs()) {
            for (int i = 0; i < texts.size(); i++) {
                left.add(Removals.withoutParagraphs(texts.get(i), cursor.of(i)));
            }
        }
        assertThat(left)
                .containsExactly(texts.get(0), "short\nThe third paragraph.", texts.get(2), "The fourth paragraph.");
        RemovalCounts counts = removals.counts(5);
        assertThat(counts.paragraphs()).isEqualTo(3);
        assertThat(counts.documentsWithDrops()).isEqualTo(2);
        assertThat(counts.examples().get(RemovalReason.EXACT_DUPLICATE)).hasSize(1);
    }

    /** The second text is the first one with other line ends: its paragraphs are nowhere else, and go with it. */
    @Test
    void paragraphsOfARemovedDocumentDoNotCount() throws IOException {
        List<String> texts = List.of(
                "The first paragraph. The second paragraph.",
                "The first paragraph.\nThe second paragraph.",
                "The third paragraph.\nThe second paragraph.",
                "The second paragraph.\nThe fourth paragraph.");
        Removals removals = removals(PARAGRAPHS, texts, LARGE, 1);
        assertThat(all(removals).keySet()).containsExactly(1L);
        try (ParagraphCursor cursor = removals.paragraphs()) {
            assertThat(cursor.of(2)).isEmpty();
            assertThat(cursor.of(3)).containsExactly(0);
        }
    }

    @Test
    void withoutAllParagraphsATextIsEmpty() {
        assertThat(Removals.withoutParagraphs("a\nb", 0, 1)).isEmpty();
        assertThat(Removals.withoutParagraphs("a\n\nb", 1)).isEqualTo("a\nb");
        assertThat(Removals.withoutParagraphs("a\nb")).isEqualTo("a\nb");
        assertThat(Removals.withoutParagraphs("a\nb\n", 0)).isEqualTo("b\n");
    }

    @Test
    void leakedDocumentsAreRemovedAndNeverKeptForOthers() throws IOException {
        PlantedTexts planted = new PlantedTexts(9);
        List<String> heldOut = planted.texts(20, 100, 200);
        List<String> texts = new ArrayList<>(planted.texts(100, 100, 200));
        texts.set(10, heldOut.get(3));
        texts.set(20, heldOut.get(3));
        texts.set(30, planted.changed(heldOut.get(4), 0.005));
        texts.set(40, texts.get(39));
        HeldOutIndex.Builder builder = HeldOutIndex.builder(NEAR, LeakRule.DEFAULT, LARGE);
        for (int i = 0; i < heldOut.size(); i++) {
            builder.add(i < 4 ? "one" : "two", heldOut.get(i));
        }
        Deduplication deduplication = new Deduplication(folder, NEAR, "test", LARGE, 1);
        write(deduplication, new KeyMaker(NEAR, Optional.of(builder.build())), texts);
        Removals removals = deduplication.removals(document -> texts.get((int) document));
        Map<Long, RemovedDocument> removed = all(removals);
        assertThat(removed.keySet()).containsExactlyInAnyOrder(10L, 20L, 30L, 40L);
        assertThat(removed.get(10L))
                .isEqualTo(new RemovedDocument(10, RemovalReason.HELD_OUT_EXACT, 3, OptionalInt.of(0)));
        assertThat(removed.get(20L).reason()).isEqualTo(RemovalReason.HELD_OUT_EXACT);
        assertThat(removed.get(30L))
                .isEqualTo(new RemovedDocument(30, RemovalReason.HELD_OUT_NEAR, 0, OptionalInt.of(1)));
        assertThat(removals.counts(1).leaks())
                .isEqualTo(Map.of(0, new RemovalCounts.Leaked(2, 1), 1, new RemovalCounts.Leaked(1, 1)));
    }

    @Test
    void theCursorsGoBesideTheDocuments() throws IOException {
        List<String> texts = List.of("a b", "a  b", "c", "A b", "C");
        Removals removals = removals(DedupRules.exact(), texts, LARGE, 1);
        try (RemovalCursor cursor = removals.documents()) {
            List<Boolean> removed = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                removed.add(cursor.of(i).isPresent());
            }
            assertThat(removed).containsExactly(false, true, false, true, true);
            assertThatThrownBy(() -> cursor.of(3)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Killed while texts are compared: the sorted files are used again, and the result is the same. */
    @Test
    void aKilledRunGoesOnWhereItWas() throws IOException {
        List<String> texts = Planted.nearDuplicates(600).texts();
        Map<Long, RemovedDocument> expected = all(removals(NEAR, texts, LARGE, 1));
        Path work = folder.resolve("killed");
        Deduplication killed = new Deduplication(work, NEAR, "test", SMALL, 1);
        assertThat(killed.hasKeys()).isFalse();
        write(killed, new KeyMaker(NEAR, Optional.empty()), texts);
        AtomicInteger reads = new AtomicInteger();
        assertThatThrownBy(() -> killed.removals(document -> {
                    if (reads.incrementAndGet() > 500) {
                        throw new IOException("killed");
                    }
                    return texts.get((int) document);
                }))
                .hasMessage("killed");
        assertThat(work.resolve("pairs.keys")).exists();
        Deduplication again = new Deduplication(work, NEAR, "test", SMALL, 1);
        assertThat(again.hasKeys()).isTrue();
        assertThat(new Deduplication(work, NEAR, "other texts", SMALL, 1).hasKeys())
                .isFalse();
        assertThat(all(again.removals(document -> texts.get((int) document))).equals(expected))
                .isTrue();
        try (Stream<Path> files = Files.list(work)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("all.removals", "paragraphs.removals");
        }
        assertThat(all(again.removals(document -> {
                            throw new IOException("no text is needed");
                        }))
                        .equals(expected))
                .isTrue();
    }

    @Test
    void damagedKeysAreNotUsed() throws IOException {
        List<String> texts = new PlantedTexts(10).texts(2000, 20, 40);
        Deduplication deduplication = new Deduplication(folder, NEAR, "test", LARGE, 1);
        for (String file : new String[] {"exact.keys", "near.keys"}) {
            write(deduplication, new KeyMaker(NEAR, Optional.empty()), texts);
            Path damaged = folder.resolve(file);
            byte[] bytes = Files.readAllBytes(damaged);
            bytes[bytes.length / 2] ^= 4;
            Files.write(damaged, bytes);
            assertThatThrownBy(() -> deduplication.removals(document -> texts.get((int) document)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file);
            assertThat(folder.resolve("all.removals")).doesNotExist();
        }
        assertThat(Arrays.stream(RemovalReason.values())
                        .map(RemovalReason::code)
                        .distinct())
                .hasSize(RemovalReason.values().length);
    }

    @Test
    void theLargestNumbersAreNumbersAsWell() throws IOException {
        String text = new PlantedTexts(12).text(200).replace("\n", " ");
        long last = Place.MOST_DOCUMENTS - 1;
        Map<Long, String> texts = Map.of(
                7L,
                "Head of one.\n" + text,
                last - 1,
                text + " Tail of another.",
                last,
                "HEAD of one.\nsomething else");
        DedupRules rules = new DedupRules(PARAGRAPHS.paragraphs(), NEAR.near());
        KeyMaker maker = new KeyMaker(rules, Optional.empty());
        Deduplication deduplication = new Deduplication(folder, rules, "test", LARGE, 1);
        try (KeyWriter writer = deduplication.startKeys()) {
            for (long document : new long[] {7, last - 1, last}) {
                writer.add(document, maker.of(texts.get(document)));
            }
            assertThatThrownBy(() -> writer.add(last + 1, maker.of("a"))).isInstanceOf(IllegalArgumentException.class);
            writer.finish();
        }
        Removals removals = deduplication.removals(texts::get);
        assertThat(all(removals))
                .isEqualTo(Map.of(
                        last - 1, new RemovedDocument(last - 1, RemovalReason.NEAR_DUPLICATE, 7, OptionalInt.empty())));
        try (ParagraphCursor cursor = removals.paragraphs()) {
            assertThat(cursor.of(last)).containsExactly(0);
        }
    }

    @Test
    void documentsComeInTheirOrder() throws IOException {
        KeyMaker maker = new KeyMaker(DedupRules.exact(), Optional.empty());
        Deduplication deduplication = new Deduplication(folder, DedupRules.exact(), "test", LARGE, 1);
        try (KeyWriter writer = deduplication.startKeys()) {
            writer.add(5, maker.of("a"));
            assertThatThrownBy(() -> writer.add(5, maker.of("b"))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> deduplication.removals(document -> "")).isInstanceOf(IllegalArgumentException.class);
    }
}
