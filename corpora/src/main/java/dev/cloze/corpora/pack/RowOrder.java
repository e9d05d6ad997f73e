package dev.cloze.corpora.pack;

import dev.cloze.corpora.Mixing;
import java.util.Objects;

/**
 * The order in which rows are visited: for each epoch another permutation, computed and not stored. A Feistel network
 * (Luby and Rackoff 1988) permutes the numbers of the smallest even number of bits that holds all rows; a number that is
 * no row is permuted again until it is one (cycle walking, Black and Rogaway 2002), four times on average at worst.
 *
 * @param seed another seed is another order
 * @param rows the number of rows; 1 to 2^62
 */
public record RowOrder(long seed, long rows) {
    private static final int ROUNDS = 8;
    private static final long MOST_ROWS = 1L << 62; // one bit more and the network's numbers would have a sign

    public RowOrder {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new IllegalArgumentException("rows: expected 1 to 2^62, got " + rows);
        }
    }

    /** The row that is visited at a position of an epoch. */
    public long at(long epoch, long position) {
        Objects.checkIndex(position, rows);
        long key = key(epoch);
        long row = position;
        do {
            row = permuted(row, key);
        } while (row >= rows);
        return row;
    }

    /** The position of an epoch at which a row is visited: the inverse of {@link #at}. */
    public long positionOf(long epoch, long row) {
        Objects.checkIndex(row, rows);
        long key = key(epoch);
        long position = row;
        do {
            position = unpermuted(position, key);
        } while (position >= rows);
        return position;
    }

    private long permuted(long number, long key) {
        int halfBits = halfBits();
        long mask = (1L << halfBits) - 1;
        long left = number >>> halfBits;
        long right = number & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ (mixed(right, key, round) & mask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }

    private long unpermuted(long number, long key) {
        int halfBits = halfBits();
        long mask = (1L << halfBits) - 1;
        long left = number >>> halfBits;
        long right = number & mask;
        for (int round = ROUNDS - 1; round >= 0; round--) {
            long before = right ^ (mixed(left, key, round) & mask);
            right = left;
            left = before;
        }
        return left << halfBits | right;
    }

    private int halfBits() {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(rows - 1);
        return Math.max(1, (bits + 1) / 2);
    }

    private long key(long epoch) {
        return Mixing.finish(Mixing.finish(seed + Mixing.GOLDEN) + epoch * Mixing.GOLDEN);
    }

    private static long mixed(long half, long key, int round) {
        return Mixing.finish(Mixing.finish(key + (round + 1) * Mixing.GOLDEN) ^ half * Mixing.GOLDEN);
    }
}
