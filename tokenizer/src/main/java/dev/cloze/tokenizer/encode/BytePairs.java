package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Byte-pair encoding (Sennrich et al. 2016): a word begins as its characters, and of the neighbours that have been joined
 * in training those joined first are joined first, from left to right.
 */
public final class BytePairs implements Model {
    private static final int NONE = -1;
    private static final int PLACE_BITS = 6;

    private final Map<String, Integer> ids;
    private final int[] single = new int[0x300];
    private final MergeTable merges;
    private final Options options;
    private final int unknown;
    private final ByteTokens bytes;

    /**
     * What differs between models.
     *
     * @param unknown the id of characters that have none; less than 0: they are left out
     * @param fuseUnknown whether unknown characters beside each other are one token
     * @param byteFallback whether they are spelt in bytes, if there are tokens for all bytes that they need
     * @param wholeWords whether a word that is a token stays whole, whatever the merges say
     * @param prefix stands before each character but the first
     * @param suffix stands behind the last character
     */
    public record Options(
            int unknown, boolean fuseUnknown, boolean byteFallback, boolean wholeWords, String prefix, String suffix) {}

    public BytePairs(Map<String, Integer> ids, MergeTable merges, Options options) {
        this.ids = ids;
        this.merges = merges;
        this.options = options;
        unknown = options.unknown();
        bytes = options.byteFallback() ? ByteTokens.of(ids) : ByteTokens.NONE;
        for (int c = 0; c < single.length; c++) {
            single[c] = ids.getOrDefault(Character.toString(c), NONE);
        }
    }

    @Override
    public void spell(AlignedText word, TokenList tokens) {
        int length = word.length();
        if (length == 0) {
            return;
        }
        if (options.wholeWords()) {
            Integer whole = ids.get(word.toString());
            if (whole != null) {
                tokens.add(whole, word, 0, length);
                return;
            }
        }
        Symbols symbols = Scratch.get().symbols();
        addCharacters(word, symbols);
        if (symbols.size() <= Symbols.FEW) {
            joinFew(symbols);
        } else {
            joinMany(symbols);
        }
        for (int i = 0; i < symbols.size(); i++) {
            if (!symbols.isGone(i)) {
                tokens.add(symbols.ids()[i], word, symbols.from()[i], symbols.to()[i]);
            }
        }
    }

    private void addCharacters(AlignedText word, Symbols symbols) {
        int length = word.length();
        int unknownFrom = NONE;
        int unknownTo = NONE;
        for (int i = 0; i < length; i++) {
            int id = character(word.codePoint(i), i == 0, i == length - 1);
            if (id != NONE) {
                if (unknownFrom != NONE) {
                    symbols.add(unknown, unknownFrom, unknownTo);
                    unknownFrom = NONE;
                }
                symbols.add(id, i, i + 1);
                continue;
            }
            String text = Character.toString(word.codePoint(i));
            if (options.byteFallback() && bytes.haveAll(text)) {
                for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
                    symbols.add(bytes.id(value), i, i + 1);
                }
            } else if (unknown >= 0) {
                if (unknownFrom != NONE && !options.fuseUnknown()) {
                    symbols.add(unknown, unknownFrom, unknownTo);
                    unknownFrom = NONE;
                }
                unknownFrom = unknownFrom == NONE ? i : unknownFrom;
                unknownTo = i + 1;
            }
        }
        if (unknownFrom != NONE) {
            symbols.add(unknown, unknownFrom, unknownTo);
        }
    }

    private int character(int codePoint, boolean first, boolean last) {
        boolean bare = (first || options.prefix().isEmpty())
                && (!last || options.suffix().isEmpty());
        if (bare && codePoint < single.length) {
            return single[codePoint];
        }
        String text = Character.toString(codePoint);
        return ids.getOrDefault((first ? "" : options.prefix()) + text + (last ? options.suffix() : ""), NONE);
    }

    private void joinFew(Symbols symbols) {
        int[] row = symbols.ids();
        int size = symbols.size();
        // For each symbol that begins a pair the rank of its merge, and its own place: the least number is the next
        // merge.
        int[] pairs = symbols.pairs();
        long left = -1L >>> (Symbols.FEW - size);
        for (int i = 0; i + 1 < size; i++) {
            pairs[i] = pair(row, i, i + 1);
        }
        while (true) {
            int least = MergeTable.ABSENT;
            for (int i = 0; i + 1 < size; i++) {
                least = Math.min(least, pairs[i]);
            }
            if (least == MergeTable.ABSENT) {
                break;
            }
            int at = least & (Symbols.FEW - 1);
            long later = left & (-2L << at);
            int gone = Long.numberOfTrailingZeros(later);
            row[at] = merges.joined(least >>> PLACE_BITS);
            symbols.to()[at] = symbols.to()[gone];
            symbols.drop(gone);
            pairs[gone] = MergeTable.ABSENT;
            left ^= 1L << gone;
            later &= later - 1;
            pairs[at] = later == 0 ? MergeTable.ABSENT : pair(row, at, Long.numberOfTrailingZeros(later));
            long earlier = left & ~(-1L << at);
            if (earlier != 0) {
                int before = Symbols.FEW - 1 - Long.numberOfLeadingZeros(earlier);
                pairs[before] = pair(row, before, at);
            }
        }
    }

    private int pair(int[] row, int at, int next) {
        int rank = merges.rank(row[at], row[next]);
        return rank == MergeTable.ABSENT ? rank : rank << PLACE_BITS | at;
    }

    /** As {@link #joinFew}, in a time that grows with n log n: a word may be a book without spaces. */
    private void joinMany(Symbols symbols) {
        int size = symbols.size();
        symbols.link();
        PairHeap heap = new PairHeap(size);
        for (int i = 0; i + 1 < size; i++) {
            offer(heap, symbols, i);
        }
        while (!heap.isEmpty()) {
            long top = heap.remove();
            int at = (int) top;
            int next = symbols.next(at);
            if (symbols.isGone(at) || next >= size) {
                continue;
            }
            int rank = merges.rank(symbols.ids()[at], symbols.ids()[next]);
            if (rank != (int) (top >>> 32)) {
                continue;
            }
            symbols.ids()[at] = merges.joined(rank);
            symbols.to()[at] = symbols.to()[next];
            symbols.unlink(at, next);
            if (symbols.next(at) < size) {
                offer(heap, symbols, at);
            }
            int before = symbols.previous(at);
            if (before >= 0) {
                offer(heap, symbols, before);
            }
        }
    }

    private void offer(PairHeap heap, Symbols symbols, int at) {
        int rank = merges.rank(symbols.ids()[at], symbols.ids()[symbols.next(at)]);
        if (rank != MergeTable.ABSENT) {
            heap.add(((long) rank << 32) | at);
        }
    }
}
