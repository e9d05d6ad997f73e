package dev.cloze.corpora.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How many different words (types) there are in the first so many words (tokens) of a text. Up to {@value #MOST_KEPT} types it
 * counts exactly; beyond, it keeps only those whose hash ends with so many zero bits that they fit, and multiplies: adaptive
 * sampling (Flajolet 1990), whose standard error is 1.2 / sqrt(kept), 0.2 % at worst.
 */
public final class TypeTokenCurve {
    static final int MOST_KEPT = 1 << 20;

    private static final int FIRST_POINT = 1000;

    private final int mostKept;
    private final List<Point> points = new ArrayList<>();
    private long[] kept = new long[1 << 10]; // open addressing; 0 is an empty place
    private int size;
    private int zeroBits;
    private long tokens;
    private long nextPoint = FIRST_POINT;

    /**
     * A point of the curve.
     *
     * @param tokens words so far
     * @param types different ones among them, exactly or nearly
     */
    public record Point(long tokens, long types) {}

    TypeTokenCurve() {
        this(MOST_KEPT);
    }

    TypeTokenCurve(int mostKept) {
        this.mostKept = mostKept;
    }

    void add(long[] words) {
        for (long word : words) {
            if (Long.numberOfTrailingZeros(word) >= zeroBits) {
                keep(word == 0 ? 1L << 63 : word);
            }
            if (++tokens == nextPoint) {
                points.add(new Point(tokens, types()));
                nextPoint *= 2;
            }
        }
    }

    /** A point at 1,000 words, at each doubling, and at the end. */
    List<Point> points() {
        List<Point> all = new ArrayList<>(points);
        if (all.isEmpty() || all.get(all.size() - 1).tokens() < tokens) {
            all.add(new Point(tokens, types()));
        }
        return all;
    }

    private long types() {
        return (long) size << zeroBits;
    }

    private void keep(long word) {
        int place = placeOf(word);
        if (kept[place] == word) {
            return;
        }
        kept[place] = word;
        size++;
        if (size > mostKept) {
            zeroBits++;
            rebuild(kept.length);
        } else if (2 * size > kept.length) {
            rebuild(2 * kept.length);
        }
    }

    private int placeOf(long word) {
        int mask = kept.length - 1;
        int place = (int) (word >>> 32) & mask; // the low bits are zero in a sample
        while (kept[place] != 0 && kept[place] != word) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void rebuild(int length) {
        long[] before = kept;
        kept = new long[length];
        size = 0;
        for (long word : before) {
            if (word != 0 && Long.numberOfTrailingZeros(word) >= zeroBits) {
                kept[placeOf(word)] = word;
                size++;
            }
        }
    }
}
