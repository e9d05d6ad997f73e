package dev.cloze.tokenizer.encode;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Stretches of text with their tokens, packed into a few large arrays: to find one costs two lines of memory, and the
 * garbage collector has nothing to follow. Any number of threads may look while one adds.
 *
 * <p>An entry is its own length, the length of the text, the number of words, the text, and for each token the upper and
 * lower half of its id, its word, and where it begins and ends, both counted from the beginning of the text.
 */
final class Chunks {
    /** So many places beside each other, a line of memory, may hold an entry. */
    private static final int WAYS = 8;

    private static final int PLACES = 1 << 20;

    private static final int SEGMENT_BITS = 16;
    private static final int SEGMENT = 1 << SEGMENT_BITS;

    /** Some 20 MB in all: half a million words, as text of many languages has them. */
    private static final int SEGMENTS = 160;

    /** Longer entries, which no usual text has, are not kept. */
    private static final int LONGEST_ENTRY = SEGMENT / 64;

    private static final int FREE = 0;
    private static final int ABSENT = 0;

    private static final int HEAD = 3;
    private static final int TOKEN = 4;

    /** Holds nothing and is not added to. */
    static final Chunks NONE = new Chunks(WAYS);

    /** For each entry its hash and where it stands, 0 where there is none; of those beside each other the first are used. */
    private final AtomicLongArray places;

    /** Where the entries stand; the first character is nobody's, so that no entry stands at 0. */
    private final char[][] segments = new char[SEGMENTS][];

    private int used = 1;

    Chunks() {
        this(PLACES);
    }

    private Chunks(int places) {
        this.places = new AtomicLongArray(places);
    }

    /** Appends the tokens of a chunk, {@code section.characters[from..to)}, if it is here; whether it is. */
    boolean addTokens(Section section, int from, int to, int hash, TokenList tokens) {
        int place = find(section.characters, from, to, hash);
        if (place == ABSENT) {
            return false;
        }
        char[] entries = segments[place >>> SEGMENT_BITS];
        int entry = place & (SEGMENT - 1);
        int end = entry + entries[entry];
        for (int at = entry + HEAD + to - from; at < end; at += TOKEN) {
            tokens.add(
                    entries[at] << 16 | entries[at + 1],
                    entries[at + 2],
                    section.start(from + (entries[at + 3] >>> 8)),
                    section.end(from + (entries[at + 3] & 0xFF)));
        }
        tokens.closeWords(entries[entry + 2]);
        return true;
    }

    /** The entry of a chunk that is here, as {@link #add} takes it. */
    char[] entry(char[] text, int from, int to, int hash) {
        int place = find(text, from, to, hash);
        char[] entries = segments[place >>> SEGMENT_BITS];
        int entry = place & (SEGMENT - 1);
        return Arrays.copyOfRange(entries, entry, entry + entries[entry]);
    }

    private int find(char[] text, int from, int to, int hash) {
        int first = hash & (places.length() - WAYS);
        for (int i = first; i < first + WAYS; i++) {
            long place = places.getAcquire(i);
            if (place == FREE) {
                break;
            }
            if ((int) (place >>> 32) == hash && isAt((int) place, text, from, to)) {
                return (int) place;
            }
        }
        return ABSENT;
    }

    private boolean isAt(int place, char[] text, int from, int to) {
        char[] entries = segments[place >>> SEGMENT_BITS];
        int entry = place & (SEGMENT - 1);
        int start = entry + HEAD;
        return entries[entry + 1] == to - from && Arrays.equals(entries, start, start + to - from, text, from, to);
    }

    /** The entry of a chunk, {@code text[from..to)}, and its tokens, whose places are counted from its beginning. */
    static char[] entry(char[] text, int from, int to, TokenList tokens) {
        char[] entry = new char[HEAD + to - from + TOKEN * tokens.size()];
        entry[0] = (char) entry.length;
        entry[1] = (char) (to - from);
        entry[2] = (char) tokens.words();
        System.arraycopy(text, from, entry, HEAD, to - from);
        int at = HEAD + to - from;
        for (int i = 0; i < tokens.size(); i++, at += TOKEN) {
            entry[at] = (char) (tokens.id(i) >>> 16);
            entry[at + 1] = (char) tokens.id(i);
            entry[at + 2] = (char) tokens.word(i);
            entry[at + 3] = (char) (tokens.start(i) << 8 | tokens.end(i));
        }
        return entry;
    }

    /** Adds an entry; false if it has no room here. For one thread at a time. */
    boolean add(char[] entry, int hash) {
        if (entry.length > LONGEST_ENTRY) {
            return true;
        }
        if ((used & (SEGMENT - 1)) + entry.length > SEGMENT) {
            used = (used | (SEGMENT - 1)) + 1;
        }
        int segment = used >>> SEGMENT_BITS;
        if (segment == SEGMENTS) {
            return false;
        }
        if (segments[segment] == null) {
            segments[segment] = new char[SEGMENT];
        }
        System.arraycopy(entry, 0, segments[segment], used & (SEGMENT - 1), entry.length);
        // From here on others find it, whole, as they acquire what is released.
        places.setRelease(freePlace(hash), (long) hash << 32 | used);
        used += entry.length;
        return true;
    }

    /** The first free place of a hash, or else the last one, whose entry is lost. */
    private int freePlace(int hash) {
        int first = hash & (places.length() - WAYS);
        int place = first;
        while (place < first + WAYS - 1 && places.getPlain(place) != FREE) {
            place++;
        }
        return place;
    }
}
