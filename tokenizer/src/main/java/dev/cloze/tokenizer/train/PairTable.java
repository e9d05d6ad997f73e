package dev.cloze.tokenizer.train;

import java.util.function.Consumer;

/** The pairs by their two ids: open addressing, since boxed keys would be most of the memory of a training. */
final class PairTable {
    private Pair[] slots = new Pair[1 << 12];
    private int size;

    /** The pair of two ids, made now if it is new. */
    Pair get(int left, int right) {
        int slot = slot(left, right);
        if (slots[slot] == null) {
            if (size * 2 >= slots.length) {
                grow();
                slot = slot(left, right);
            }
            slots[slot] = new Pair(left, right);
            size++;
        }
        return slots[slot];
    }

    void forEach(Consumer<Pair> action) {
        for (Pair pair : slots) {
            if (pair != null) {
                action.accept(pair);
            }
        }
    }

    private int slot(int left, int right) {
        int mask = slots.length - 1;
        long mixed = (((long) left << 32) | right) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (slots[slot] != null && (slots[slot].left != left || slots[slot].right != right)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        Pair[] old = slots;
        slots = new Pair[old.length * 2];
        for (Pair pair : old) {
            if (pair != null) {
                slots[slot(pair.left, pair.right)] = pair;
            }
        }
    }
}
