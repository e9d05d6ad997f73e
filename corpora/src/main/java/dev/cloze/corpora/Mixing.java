package dev.cloze.corpora;

/** The arithmetic of SplitMix64 (Steele, Lea and Flood 2014), for hashes and computed orders. Not for adversaries. */
public final class Mixing {
    /** The golden ratio's fraction, odd: the step between two states. */
    public static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Mixing() {}

    /** The finaliser: each bit of the result depends on each of the state, and no two states have the same. */
    public static long finish(long state) {
        long mixed = state;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
