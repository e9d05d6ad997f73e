package dev.cloze.corpora.dedup;

import java.util.Arrays;

/**
 * Sorts records of some 64-bit numbers each, in place in one array, by all numbers from the first on as unsigned: by one
 * byte after the other (American flag sort: McIlroy, Bostic and McIlroy 1993), few records by insertion. Many equal keys,
 * which hashes of duplicates are, cost no more than others.
 */
final class RecordSort {
    private static final int BUCKETS = 256;
    private static final int BYTE_MASK = BUCKETS - 1;
    private static final int TOP_SHIFT = Long.SIZE - Byte.SIZE;
    private static final int FEW = 48;

    private final long[] numbers;
    private final int width;

    private RecordSort(long[] numbers, int width) {
        this.numbers = numbers;
        this.width = width;
    }

    /** Sorts the first {@code records} records of an array. */
    static void sort(long[] numbers, int width, int records) {
        new RecordSort(numbers, width).byByte(0, records, 0, TOP_SHIFT);
    }

    /** The order of two records. */
    static int compare(long[] first, int firstFrom, long[] second, int secondFrom, int width) {
        for (int i = 0; i < width; i++) {
            int order = Long.compareUnsigned(first[firstFrom + i], second[secondFrom + i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private void byByte(int from, int to, int field, int shift) {
        if (to - from <= FEW) {
            byInsertion(from, to);
            return;
        }
        int[] ends = new int[BUCKETS];
        for (int i = from; i < to; i++) {
            ends[byteOf(i, field, shift)]++;
        }
        int nextField = shift == 0 ? field + 1 : field;
        int nextShift = shift == 0 ? TOP_SHIFT : shift - Byte.SIZE;
        if (ends[byteOf(from, field, shift)] < to - from) {
            distribute(from, field, shift, ends);
        } else {
            Arrays.fill(ends, to);
        }
        if (nextField == width) {
            return;
        }
        int start = from;
        for (int end : ends) {
            if (end > start) {
                byByte(start, end, nextField, nextShift);
                start = end;
            }
        }
    }

    /** Moves each record to its byte's place and turns the counts into the places where the bytes end. */
    private void distribute(int from, int field, int shift, int... ends) {
        int[] next = new int[BUCKETS];
        int place = from;
        for (int i = 0; i < BUCKETS; i++) {
            next[i] = place;
            place += ends[i];
            ends[i] = place;
        }
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            while (next[bucket] < ends[bucket]) {
                int right = byteOf(next[bucket], field, shift);
                if (right == bucket) {
                    next[bucket]++;
                } else {
                    swap(next[bucket], next[right]++);
                }
            }
        }
    }

    private int byteOf(int record, int field, int shift) {
        return (int) (numbers[record * width + field] >>> shift) & BYTE_MASK;
    }

    private void byInsertion(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            for (int j = i; j > from && compare(numbers, j * width, numbers, (j - 1) * width, width) < 0; j--) {
                swap(j, j - 1);
            }
        }
    }

    private void swap(int first, int second) {
        for (int i = 0; i < width; i++) {
            long number = numbers[first * width + i];
            numbers[first * width + i] = numbers[second * width + i];
            numbers[second * width + i] = number;
        }
    }
}
