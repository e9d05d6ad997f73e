package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * Pairs in the order in which they are to be joined: a binary heap of their numbers. The greater priority comes first;
 * among equals the smaller left id, then the smaller right id.
 */
final class PairQueue {
    private static final int NOT_QUEUED = -1;

    private final Pairs pairs;

    /** Whether priorities may rise, for which each pair's place in the heap must be known. */
    private final boolean rising;

    private long[] priorities = new long[1 << 10];
    private int[] places = {};
    private int[] heap = new int[1 << 10];
    private int size;

    PairQueue(Pairs pairs, boolean rising) {
        this.pairs = pairs;
        this.rising = rising;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int first() {
        return heap[0];
    }

    long firstPriority() {
        return priorities[heap[0]];
    }

    /** Adds a pair that is not queued. */
    void add(int pair, long priority) {
        if (pair >= priorities.length) {
            priorities = Arrays.copyOf(priorities, Math.max(pair + 1, pair + (pair >> 1)));
        }
        if (rising && pair >= places.length) {
            int known = places.length;
            places = Arrays.copyOf(places, priorities.length);
            Arrays.fill(places, known, places.length, NOT_QUEUED);
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size + (size >> 1));
        }
        priorities[pair] = priority;
        up(size++, pair);
    }

    void removeFirst() {
        if (rising) {
            places[heap[0]] = NOT_QUEUED;
        }
        int last = heap[--size];
        if (size > 0) {
            down(0, last);
        }
    }

    /** Gives the first pair a lower priority. */
    void lowerFirst(long priority) {
        priorities[heap[0]] = priority;
        down(0, heap[0]);
    }

    /** Gives a queued pair a higher priority; one that is not queued stays out. */
    void raise(int pair, long priority) {
        if (places[pair] != NOT_QUEUED && priority > priorities[pair]) {
            priorities[pair] = priority;
            up(places[pair], pair);
        }
    }

    void clear() {
        size = 0;
        Arrays.fill(places, NOT_QUEUED);
    }

    private boolean isBefore(int pair, int other) {
        long priority = priorities[pair];
        long otherPriority = priorities[other];
        return priority != otherPriority ? priority > otherPriority : pairs.key(pair) < pairs.key(other);
    }

    private void up(int from, int pair) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!isBefore(pair, heap[parent])) {
                break;
            }
            put(place, heap[parent]);
            place = parent;
        }
        put(place, pair);
    }

    private void down(int from, int pair) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], pair)) {
                break;
            }
            put(place, heap[child]);
            place = child;
        }
        put(place, pair);
    }

    private void put(int place, int pair) {
        heap[place] = pair;
        if (rising) {
            places[pair] = place;
        }
    }
}
