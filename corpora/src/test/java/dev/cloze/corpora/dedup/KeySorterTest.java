package dev.cloze.corpora.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.dedup.KeySorter.Equals;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class KeySorterTest {
    private static final long STAMP = 77;
    private static final long LARGE = 1L << 28;

    @TempDir
    private Path folder;

    /** Pairs of numbers: some keys many times, some records twice, all bytes of a key at work. */
    private static List<long[]> records(int count) {
        Random random = new Random(count);
        List<long[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long key = random.nextInt(3) == 0 ? random.nextInt(5) : random.nextLong();
            records.add(new long[] {key, random.nextInt(1000)});
        }
        return records;
    }

    private Path sorted(String name, Equals equals, long memoryBytes, List<long[]> records) throws IOException {
        Path place = folder.resolve(name);
        try (KeySorter sorter = new KeySorter(place, 2, STAMP, equals, memoryBytes)) {
            for (long[] record : records) {
                sorter.add(record[0], record[1]);
            }
            sorter.finish();
        }
        return place;
    }

    private static List<long[]> read(Path place) throws IOException {
        List<long[]> records = new ArrayList<>();
        try (KeyFileReader reader = KeyFileReader.open(place, 2, STAMP)) {
            while (reader.advance()) {
                records.add(new long[] {reader.field(0), reader.field(1)});
            }
        }
        return records;
    }

    private static int compare(long[] first, long[] second) {
        return RecordSort.compare(first, 0, second, 0, 2);
    }

    @Test
    void recordsComeOutInUnsignedOrder() throws IOException {
        List<long[]> records = records(50_000);
        List<long[]> expected = records.stream()
                .sorted((a, b) -> {
                    int order = Long.compareUnsigned(a[0], b[0]);
                    return order == 0 ? Long.compareUnsigned(a[1], b[1]) : order;
                })
                .toList();
        List<long[]> found = read(sorted("a", Equals.KEPT, LARGE, records));
        assertThat(found.toArray(new long[0][])).isDeepEqualTo(expected.toArray(new long[0][]));
        assertThat(found.get(found.size() - 1)[0]).isNegative();
    }

    /** 300,000 records in 64 KiB: 74 runs, merged in two rounds. */
    @Test
    void littleMemoryGivesTheSameBytes() throws IOException {
        List<long[]> records = records(300_000);
        for (Equals equals : Equals.values()) {
            byte[] large = Files.readAllBytes(sorted("large", equals, LARGE, records));
            assertThat(Files.readAllBytes(sorted("small", equals, KeySorter.LEAST_BYTES, records)))
                    .isEqualTo(large);
        }
        assertThat(read(folder.resolve("large")))
                .hasSize((int) records.stream().map(Arrays::toString).distinct().count())
                .isSortedAccordingTo(KeySorterTest::compare);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("large", "small");
        }
    }

    @Test
    void nothingSortsToAFileOfNothing() throws IOException {
        assertThat(read(sorted("empty", Equals.KEPT, LARGE, List.of()))).isEmpty();
    }

    @Test
    void manyEqualKeysTakeNoLonger() throws IOException {
        List<long[]> records = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            records.add(new long[] {5, 1_000_000 - i});
        }
        long start = System.nanoTime();
        assertThat(read(sorted("equal", Equals.KEPT, LARGE, records))).hasSize(1_000_000);
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    @Test
    void aSorterThatIsClosedEarlyLeavesNothing() throws IOException {
        try (KeySorter sorter = new KeySorter(folder.resolve("a"), 2, STAMP, Equals.KEPT, KeySorter.LEAST_BYTES)) {
            for (long[] record : records(20_000)) {
                sorter.add(record[0], record[1]);
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** Wherever a byte changes, a reader says so before it hands out the record. */
    @Test
    void everyChangedByteIsFound() throws IOException {
        Path place = sorted("a", Equals.KEPT, LARGE, records(10_000));
        byte[] intact = Files.readAllBytes(place);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            int at = i < KeyFileHeader.BYTES ? i : random.nextInt(intact.length);
            byte[] damaged = intact.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(place, damaged);
            assertThatThrownBy(() -> read(place))
                    .as("byte %d", at)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(place.toString());
        }
        for (int length : new int[] {0, 40, KeyFileHeader.BYTES, 100_000, intact.length - 1}) {
            Files.write(place, Arrays.copyOf(intact, length));
            assertThatThrownBy(() -> read(place)).as("length %d", length).isInstanceOf(DataException.class);
        }
        Files.write(place, intact);
        assertThat(read(place)).hasSize(10_000);
        assertThatThrownBy(() -> KeyFileReader.open(place, 2, STAMP + 1)).isInstanceOf(DataException.class);
    }

    static boolean hasFullDevice() {
        return Files.isWritable(Path.of("/dev/full"));
    }

    @Test
    @EnabledIf("hasFullDevice")
    void aFullDiskIsNamed() throws IOException {
        Files.createSymbolicLink(folder.resolve("a.run-0.part"), Path.of("/dev/full"));
        assertThatThrownBy(() -> sorted("a", Equals.KEPT, KeySorter.LEAST_BYTES, records(20_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("a.run-0").toString())
                .hasMessageContaining("No space left on device");
        assertThat(folder).isEmptyDirectory();
    }
}
