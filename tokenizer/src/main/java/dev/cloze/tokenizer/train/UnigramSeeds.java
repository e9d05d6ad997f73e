package dev.cloze.tokenizer.train;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The pieces that training begins with: all characters, then the most promising stretches of words (Kudo 2018, section
 * 3.2).
 *
 * <p>A stretch is one if it occurs at two places or more among the distinct words, and if not all of these have the same
 * symbol behind them (the end of a word being a symbol): the inner nodes of the suffix tree of the words. Its worth is
 * its number of places times its length. Words count once here, however often the text has them; that is the
 * reference's rule.
 *
 * <p>Suffixes are sorted by their first symbols only, as many as a piece can have and one more, and never beyond the end
 * of a word: the nodes below are no pieces. So the sorting is linear in the text for a given length of pieces, takes
 * one number for each symbol, and the nodes show up while it goes on: no array of common prefixes is needed, nor the
 * order of suffixes that stay equal.
 */
final class UnigramSeeds {
    private final UnigramWords words;
    private final int[] symbols;
    private final int longest;

    /** The places of the text's symbols, those with the same symbol together. */
    private final int[] places;

    /** Where the places of a symbol begin; one more at the end. */
    private final int[] bounds;

    private UnigramSeeds(UnigramWords words, int longest) {
        this.words = words;
        this.longest = longest;
        symbols = words.symbols;
        bounds = new int[words.codePoints.length + 1];
        for (int symbol : symbols) {
            bounds[symbol + 1]++;
        }
        // Ends of words are no places; NUL is, but its pieces are dropped later.
        bounds[UnigramWords.END + 1] = 0;
        for (int symbol = 1; symbol < bounds.length; symbol++) {
            bounds[symbol] += bounds[symbol - 1];
        }
        places = new int[bounds[bounds.length - 1]];
        int[] next = bounds.clone();
        for (int i = 0; i < symbols.length; i++) {
            if (symbols[i] != UnigramWords.END) {
                places[next[symbols[i]]++] = i;
            }
        }
    }

    /** The seeds in the order of their worth, equal ones with the higher code points first. */
    static UnigramPieces of(UnigramWords words, UnigramOptions options, Workers workers) {
        UnigramSeeds seeds = new UnigramSeeds(words, options.maxPieceLength());
        Stretches[] bySymbol = new Stretches[words.codePoints.length];
        workers.forEach(bySymbol.length, (worker, symbol) -> bySymbol[symbol] = seeds.stretches(symbol));
        return seeds.best(bySymbol, options.seedSize());
    }

    private Stretches stretches(int symbol) {
        Stretches found = new Stretches();
        if (!isNul(symbol)) {
            long[] scratch = new long[bounds[symbol + 1] - bounds[symbol]];
            descend(bounds[symbol], bounds[symbol + 1], 1, scratch, found);
        }
        return found;
    }

    /** The reference has NUL between words, so it is part of no piece. */
    private boolean isNul(int symbol) {
        return symbol == UnigramWords.END || words.codePoints[symbol] == 0;
    }

    /**
     * Looks at the suffixes that begin at some places, all with the same first symbols, and hands over the stretches
     * that begin with these, a stretch before the longer ones, else in the order of their symbols.
     */
    private void descend(int from, int to, int sameSymbols, long[] scratch, Stretches found) {
        int depth = sameSymbols;
        if (to - from < 2) {
            return;
        }
        while (allSame(from, to, depth)) {
            if (depth == longest || isNul(symbols[places[from] + depth])) {
                return;
            }
            depth++;
        }
        if (depth > 1) {
            found.add(places[from], depth, to - from);
        }
        if (depth == longest) {
            return;
        }
        group(from, to, depth, scratch);
        for (int start = from; start < to; ) {
            int symbol = symbols[places[start] + depth];
            int end = start + 1;
            while (end < to && symbols[places[end] + depth] == symbol) {
                end++;
            }
            if (!isNul(symbol)) {
                descend(start, end, depth + 1, scratch, found);
            }
            start = end;
        }
    }

    private boolean allSame(int from, int to, int depth) {
        int symbol = symbols[places[from] + depth];
        for (int i = from + 1; i < to; i++) {
            if (symbols[places[i] + depth] != symbol) {
                return false;
            }
        }
        return true;
    }

    /** Sorts places by the symbol at some distance; a place follows its symbol in one number. */
    private void group(int from, int to, int depth, long[] scratch) {
        int size = to - from;
        for (int i = 0; i < size; i++) {
            int place = places[from + i];
            scratch[i] = (long) symbols[place + depth] << 32 | place;
        }
        Arrays.sort(scratch, 0, size);
        for (int i = 0; i < size; i++) {
            places[from + i] = (int) scratch[i];
        }
    }

    private UnigramPieces best(Stretches[] bySymbol, int most) {
        Stretches all = new Stretches();
        for (int symbol = 0; symbol < bySymbol.length; symbol++) {
            all.addAll(bySymbol[symbol]);
            bySymbol[symbol] = null;
        }
        long[] characterCounts = words.symbolCounts();
        int[] characters = IntStream.range(1, words.codePoints.length)
                .filter(symbol -> !isNul(symbol))
                .toArray();
        long[] ranked = new long[characters.length];
        for (int i = 0; i < ranked.length; i++) {
            ranked[i] = rank(characterCounts[characters[i]], i, ranked.length);
        }
        Arrays.sort(ranked);

        long[] worths = all.ranked();
        // One stretch at least, as in the reference.
        int kept = (int) Math.min(worths.length, Math.max(1, (long) most - characters.length));
        int size = characters.length + kept;
        int[] starts = new int[size];
        int[] lengths = new int[size];
        double[] counts = new double[size];
        for (int i = 0; i < size; i++) {
            boolean isCharacter = i < characters.length;
            if (isCharacter) {
                int symbol = characters[(int) (ranked[ranked.length - 1 - i] % ranked.length)];
                starts[i] = places[bounds[symbol]];
                lengths[i] = 1;
                counts[i] = characterCounts[symbol];
            } else {
                int stretch = (int) (worths[worths.length - 1 - (i - characters.length)] % worths.length);
                starts[i] = all.starts[stretch];
                lengths[i] = all.lengths[stretch];
                counts[i] = (double) all.counts[stretch] * all.lengths[stretch];
            }
        }
        return new UnigramPieces(starts, lengths, logarithms(counts));
    }

    /** A number that sorts by worth, then by place in a list of some size; never silently a wrong one. */
    private static long rank(long worth, int index, int size) {
        return Math.addExact(Math.multiplyExact(worth, size), index);
    }

    private static double[] logarithms(double[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        double logarithm = Math.log(sum);
        double[] logarithms = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            logarithms[i] = Math.log(counts[i]) - logarithm;
        }
        return logarithms;
    }

    /** Stretches of the text: where one begins, its length, at how many places it is. */
    private static final class Stretches {
        private int[] starts = {};
        private int[] lengths = {};
        private int[] counts = {};
        private int size;

        void add(int start, int length, int count) {
            reserve(1);
            starts[size] = start;
            lengths[size] = length;
            counts[size++] = count;
        }

        void addAll(Stretches other) {
            reserve(other.size);
            System.arraycopy(other.starts, 0, starts, size, other.size);
            System.arraycopy(other.lengths, 0, lengths, size, other.size);
            System.arraycopy(other.counts, 0, counts, size, other.size);
            size += other.size;
        }

        private void reserve(int more) {
            if (size + more > starts.length) {
                int room = Math.max(size + more, size + size / 2 + 8);
                starts = Arrays.copyOf(starts, room);
                lengths = Arrays.copyOf(lengths, room);
                counts = Arrays.copyOf(counts, room);
            }
        }

        /** By worth, then by place among the stretches, both ascending: the place is the remainder by their number. */
        long[] ranked() {
            long[] ranked = new long[size];
            for (int i = 0; i < size; i++) {
                ranked[i] = rank((long) counts[i] * lengths[i], i, size);
            }
            Arrays.sort(ranked);
            return ranked;
        }
    }
}
