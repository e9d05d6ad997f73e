package dev.cloze.corpora.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.corpora.shard.SparseShards;
import dev.cloze.corpora.shard.TokenShards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** 1.1 * 10^12 tokens in files with holes: two terabytes that take a few hundred kilobytes of the disk. */
@EnabledOnOs(OS.LINUX)
class TrillionTokensTest {
    private static final int ROW_LENGTH = 512;
    private static final long TOKENS_PER_SHARD = 1L << 37;
    private static final int SHARDS = 8;
    private static final int DOCUMENTS_PER_SHARD = 1 << 12;

    @TempDir
    private static Path folder;

    private static StreamPacker packer;

    @BeforeAll
    static void write() throws IOException {
        SparseShards.write(folder, SHARDS, TOKENS_PER_SHARD, DOCUMENTS_PER_SHARD);
        packer = new StreamPacker(TokenShards.open(folder), ROW_LENGTH);
    }

    @Test
    void aRowIsFoundWhereverItIs() {
        assertThat(packer.rows())
                .isEqualTo(SHARDS * TOKENS_PER_SHARD / ROW_LENGTH)
                .isGreaterThan(2_000_000_000L);
        long rowsPerShard = TOKENS_PER_SHARD / ROW_LENGTH;
        for (int shard = 1; shard <= SHARDS; shard++) {
            assertThat(packer.row(shard * rowsPerShard - 1).ids()[ROW_LENGTH - 1])
                    .isEqualTo(7);
        }
        // Documents are a whole number of rows here.
        assertThat(packer.row(packer.rows() / 2).documentStarts()).containsExactly(0);
    }

    /** In an order that is computed: positions at the beginning, the end and anywhere lead to rows and back. */
    @Test
    void theOrderIsComputedAndNotStored() {
        RowOrder order = new RowOrder(3, packer.rows());
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long position = i < 10 ? i : i < 20 ? packer.rows() - 1 - (i - 10) : random.nextLong(packer.rows());
            assertThat(order.positionOf(2, order.at(2, position))).isEqualTo(position);
        }
    }

    /** A hundred thousand rows anywhere, and less memory for all of them together than one shard's index takes. */
    @Test
    void aRowTakesNoTimeAndNoMemoryThatGrowsWithTheCorpus() {
        RowOrder order = new RowOrder(3, packer.rows());
        long before = usedHeap();
        long start = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            long row = order.at(0, i);
            assertThat(packer.pieces(row)).isNotEmpty();
        }
        double secondsPerRow = (System.nanoTime() - start) * 1e-9 / 100_000;
        assertThat(secondsPerRow).isLessThan(1e-3);
        assertThat(usedHeap() - before).isLessThan(16 << 20);
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
