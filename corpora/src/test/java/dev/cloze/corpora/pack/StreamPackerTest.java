package dev.cloze.corpora.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloze.corpora.shard.RandomStream;
import dev.cloze.corpora.shard.TokenShards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPackerTest {
    @TempDir
    Path folder;

    private RowPacker packer(RandomStream stream, int rowLength) throws IOException {
        stream.write(folder, 300, 500);
        return new StreamPacker(TokenShards.open(folder), rowLength);
    }

    @Test
    void documentsGoOnInTheNextRowAndStartWhereTheyStart() throws IOException {
        RowPacker packer = packer(
                new RandomStream(List.of(
                        new int[] {2, 7, 3}, new int[] {2, 8, 3}, new int[] {2, 9, 9, 9, 9, 9, 3}, new int[] {2, 3})),
                4);
        assertThat(packer.rows()).isEqualTo(4);
        assertThat(packer.row(0)).isEqualTo(new PackedRow(new int[] {2, 7, 3, 2}, new int[] {0, 3}));
        assertThat(packer.row(1)).isEqualTo(new PackedRow(new int[] {8, 3, 2, 9}, new int[] {0, 2}));
        assertThat(packer.row(2)).isEqualTo(new PackedRow(new int[] {9, 9, 9, 9}, new int[] {0}));
        assertThat(packer.row(3)).isEqualTo(new PackedRow(new int[] {3, 2, 3}, new int[] {0, 1}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 512, 3000})
    void rowsAreTheStreamAndStartsAreExact(int rowLength) throws IOException {
        RandomStream stream = RandomStream.of(rowLength, 200, 60, 300);
        RowPacker packer = packer(stream, rowLength);
        int[] tokens = stream.tokens();
        assertThat(packer.rows()).isEqualTo((tokens.length + rowLength - 1) / rowLength);
        for (int row = 0; row < packer.rows(); row++) {
            int from = row * rowLength;
            int to = Math.min(from + rowLength, tokens.length);
            int[] starts = IntStream.concat(
                            IntStream.of(0),
                            Arrays.stream(stream.starts())
                                    .filter(start -> start > from && start < to)
                                    .mapToInt(start -> (int) start - from))
                    .toArray();
            int[] ids = Arrays.copyOfRange(tokens, from, to);
            assertThat(packer.row(row)).isEqualTo(new PackedRow(ids, starts));
        }
    }

    @Test
    void rowsOutsideAreTheCallersBug() throws IOException {
        RowPacker packer = packer(RandomStream.of(1, 20, 60, 300), 16);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> packer.row(packer.rows()));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> packer.row(-1));
    }

    @Test
    void aRowChecksItsStarts() {
        for (int[] starts : new int[][] {{}, {1}, {0, 0}, {0, 2, 1}, {0, 3}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new PackedRow(new int[3], starts));
        }
    }
}
