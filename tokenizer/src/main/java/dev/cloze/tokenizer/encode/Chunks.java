package dev.cloze.tokenizer.encode;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Stretches of text with their tokens, packed into one large array: to find one costs two lines of memory, and the
 * garbage collector has nothing to follow. Any number of threads may look while one adds.
 *
 * <p>An entry is its own length, the length of the text, the number of words, the text, and for each token the upper and
 * lower half of its id, its word, and where it begins and ends, both counted from the beginning of the text.
 */
final class Chunks {
    /** So many places beside each other may hold an entry, from that on which its hash names. */
    private static final int WAYS = 8;

    private static final int FEWEST_PLACES = 1 << 13;
    private static final int MOST_PLACES = 1 << 20;

    /** Some 20 MB in all: half a million words, as text of many languages has them. */
    private static final int MOST_CHARACTERS = 10 << 20;

    /** Longer entries, which no usual text has, are not kept. */
    private static final int LONGEST_ENTRY = 1 << 10;

    private static final int FREE = 0;
    private static final int ABSENT = 0;

    private static final int HEAD = 3;
    private static final int TOKEN = 4;

    /** Holds nothing and is not added to. */
    static final Chunks NONE = new Chunks(1);

    /**
     * For each entry its hash and where it stands, 0 where there is none; of those beside each other the first are used. It
     * grows with the entries, since a small one is near.
     */
    private volatile AtomicLongArray places;

    /** Where the entries stand; the first characters are nobody's, so that no entry stands at 0 and none is found there. */
    private char[] entries = new char[1 << 16];

    private int used = 2;
    private int count;

    Chunks() {
        this(FEWEST_PLACES);
    }

    private Chunks(int places) {
        this.places = new AtomicLongArray(places + WAYS - 1);
    }

    /** Sets the place of each chunk of a batch to that of the likeliest entry, or of one that is nobody's. */
    void find(Batch batch) {
        AtomicLongArray table = places;
        int mask = table.length() - WAYS;
        int size = batch.size();
        int[] found = batch.places();
        // What waits for memory is done for all chunks, and without a branch: the processor then has many waits at
        // once.
        for (int i = 0; i < size; i++) {
            int hash = batch.hash(i);
            long place = table.getAcquire(hash & mask);
            found[i] = (int) (place >>> 32) == hash ? (int) place : ABSENT;
        }
        char[] held = entries;
        int fetched = 0;
        for (int i = 0; i < size; i++) {
            fetched += held[found[i]];
        }
        batch.foundIn(this, fetched);
    }

    /** The place of the entry of a batch's chunk, or of one that is nobody's. */
    int find(Batch batch, int chunk) {
        return find(batch.section().characters, batch.start(chunk), batch.end(chunk), batch.hash(chunk));
    }

    private int find(char[] text, int from, int to, int hash) {
        AtomicLongArray table = places;
        int first = hash & (table.length() - WAYS);
        for (int i = first; i < first + WAYS; i++) {
            long place = table.getAcquire(i);
            if (place == FREE) {
                break;
            }
            if ((int) (place >>> 32) == hash && isAt((int) place, text, from, to)) {
                return (int) place;
            }
        }
        return ABSENT;
    }

    /** Appends the tokens of a batch's chunk if the entry at a place is its own; whether it is. */
    boolean addTokens(int place, Batch batch, int chunk, TokenList tokens) {
        Section section = batch.section();
        int from = batch.start(chunk);
        int to = batch.end(chunk);
        if (!isAt(place, section.characters, from, to)) {
            return false;
        }
        char[] held = entries;
        int end = place + held[place];
        for (int at = place + HEAD + to - from; at < end; at += TOKEN) {
            tokens.add(
                    held[at] << 16 | held[at + 1],
                    held[at + 2],
                    section.start(from + (held[at + 3] >>> 8)),
                    section.end(from + (held[at + 3] & 0xFF)));
        }
        tokens.closeWords(held[place + 2]);
        return true;
    }

    private boolean isAt(int place, char[] text, int from, int to) {
        char[] held = entries;
        int start = place + HEAD;
        return held[place + 1] == to - from && Arrays.equals(held, start, start + to - from, text, from, to);
    }

    /** Puts the entry at a place among new ones. */
    void copy(int place, NewEntries entries) {
        int length = this.entries[place];
        int at = entries.reserve(length);
        System.arraycopy(this.entries, place, entries.entries(), at, length);
    }

    /** Puts a chunk, {@code text[from..to)}, and its tokens, whose places are counted from its beginning, among new ones. */
    static void addEntry(char[] text, int from, int to, TokenList tokens, NewEntries entries) {
        int length = HEAD + to - from + TOKEN * tokens.size();
        if (length > LONGEST_ENTRY) {
            return;
        }
        int at = entries.reserve(length);
        char[] entry = entries.entries();
        entry[at] = (char) length;
        entry[at + 1] = (char) (to - from);
        entry[at + 2] = (char) tokens.words();
        System.arraycopy(text, from, entry, at + HEAD, to - from);
        at += HEAD + to - from;
        for (int i = 0; i < tokens.size(); i++, at += TOKEN) {
            entry[at] = (char) (tokens.id(i) >>> 16);
            entry[at + 1] = (char) tokens.id(i);
            entry[at + 2] = (char) tokens.word(i);
            entry[at + 3] = (char) (tokens.start(i) << 8 | tokens.end(i));
        }
    }

    /** Adds an entry unless it is here; false if there is no room. For one thread at a time. */
    boolean add(char[] from, int at) {
        int length = from[at];
        int text = at + HEAD;
        int hash = Batch.hash(from, text, text + from[at + 1]);
        if (find(from, text, text + from[at + 1], hash) != ABSENT) {
            return true;
        }
        if (used + length > entries.length) {
            if (used + length > MOST_CHARACTERS) {
                return false;
            }
            entries = Arrays.copyOf(entries, Math.min(2 * entries.length, MOST_CHARACTERS));
        }
        if (++count > places.length() / 2 && places.length() < MOST_PLACES) {
            places = larger(places);
        }
        System.arraycopy(from, at, entries, used, length);
        // From here on others find it, whole, as they acquire what is released.
        places.setRelease(freePlace(places, hash), (long) hash << 32 | used);
        used += length;
        return true;
    }

    private static AtomicLongArray larger(AtomicLongArray places) {
        AtomicLongArray larger = new AtomicLongArray(2 * (places.length() - WAYS + 1) + WAYS - 1);
        for (int i = 0; i < places.length(); i++) {
            long place = places.getPlain(i);
            if (place != FREE) {
                larger.setPlain(freePlace(larger, (int) (place >>> 32)), place);
            }
        }
        return larger;
    }

    /** The first free place of a hash, or else the last one, whose entry is lost. */
    private static int freePlace(AtomicLongArray places, int hash) {
        int first = hash & (places.length() - WAYS);
        int place = first;
        while (place < first + WAYS - 1 && places.getPlain(place) != FREE) {
            place++;
        }
        return place;
    }
}
