package dev.cloze.corpora.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    private static final int RECORDS = 2000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeRecords() throws IOException {
        file = folder.resolve("a.records");
        try (RecordWriter writer = new RecordWriter(file)) {
            for (int i = 0; i < RECORDS; i++) {
                writer.append(bytes(i));
            }
            writer.finish();
        }
    }

    /** Lengths from nothing to two blocks' worth, bytes that hardly shrink. */
    private static byte[] bytes(int number) {
        Random random = new Random(number);
        byte[] bytes = new byte[number % 500 == 499 ? 600_000 : random.nextInt(2000)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void recordsComeBackInOrderAndAtRandom() throws IOException {
        try (RecordFile records = RecordFile.open(file)) {
            assertThat(records.records()).isEqualTo(RECORDS);
            for (int i = 0; i < RECORDS; i++) {
                assertThat(records.record(i)).isEqualTo(bytes(i));
            }
            Random random = new Random(3);
            for (int i = 0; i < 500; i++) {
                int number = random.nextInt(RECORDS);
                assertThat(records.record(number)).isEqualTo(bytes(number));
            }
            assertThatThrownBy(() -> records.record(RECORDS)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aFileWithoutRecordsIsOne() throws IOException {
        Path empty = folder.resolve("empty.records");
        try (RecordWriter writer = new RecordWriter(empty)) {
            writer.finish();
        }
        try (RecordFile records = RecordFile.open(empty)) {
            assertThat(records.records()).isZero();
            records.verify();
        }
    }

    @Test
    void anUnfinishedFileLeavesNothing() throws IOException {
        Path unfinished = folder.resolve("b.records");
        try (RecordWriter writer = new RecordWriter(unfinished)) {
            writer.append(bytes(1));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Wherever a byte changes, opening or verifying says so. */
    @Test
    void everyChangedByteIsFound() throws IOException {
        byte[] intact = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            int place = i < 20 ? i * 3 : random.nextInt(intact.length);
            byte[] damaged = intact.clone();
            damaged[place] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThatThrownBy(this::openAndVerify)
                    .as("byte %d", place)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("a.records");
        }
        for (int length : new int[] {0, 40, 64, 100_000, intact.length - 1}) {
            Files.write(file, Arrays.copyOf(intact, length));
            assertThatThrownBy(this::openAndVerify).as("length %d", length).isInstanceOf(DataException.class);
        }
    }

    private void openAndVerify() throws IOException {
        try (RecordFile records = RecordFile.open(file)) {
            records.verify();
        }
    }
}
