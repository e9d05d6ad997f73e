package dev.cloze.corpora.dedup;

import java.util.Arrays;

/** A set of document numbers: one bit for each number up to the largest, in pages that are made when they are needed. */
final class DocumentBits {
    private static final int PAGE_SHIFT = 16;
    private static final int WORD_SHIFT = 6;

    private static final int WORD_MASK = (1 << (PAGE_SHIFT - WORD_SHIFT)) - 1;

    private long[][] pages = new long[8][];

    void add(long document) {
        int page = Math.toIntExact(document >>> PAGE_SHIFT);
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2));
        }
        if (pages[page] == null) {
            pages[page] = new long[1 << (PAGE_SHIFT - WORD_SHIFT)];
        }
        pages[page][wordOf(document)] |= 1L << document;
    }

    boolean contains(long document) {
        long page = document >>> PAGE_SHIFT;
        return page < pages.length
                && pages[(int) page] != null
                && (pages[(int) page][wordOf(document)] & 1L << document) != 0;
    }

    private static int wordOf(long document) {
        return (int) (document >>> WORD_SHIFT) & WORD_MASK;
    }
}
