package dev.cloze.corpora.clean;

/**
 * The n-grams of a text that occur more than once, for n from 2 upwards. An n-gram can only occur again where both of its
 * (n-1)-grams do, so each length looks at what the last has left: for plain prose the longer ones cost nearly nothing.
 * Hashes are polynomials of the words' hashes modulo 2^64, from sums over prefixes.
 */
final class NgramRepeats {
    private static final long FACTOR = 0xa0761d6478bd642fL;

    private final long[] prefixHashes;
    private final int[] prefixLengths;
    private final int[] places;
    private final int[] slots;
    private final HashTable table = new HashTable();
    private int candidates;
    private int n = 1;
    private long power = FACTOR;

    NgramRepeats(TextIndex text) {
        int words = text.words();
        prefixHashes = new long[words + 1];
        prefixLengths = new int[words + 1];
        places = new int[words];
        slots = new int[words];
        for (int word = 0; word < words; word++) {
            prefixHashes[word + 1] = prefixHashes[word] * FACTOR + text.wordHash(word);
            prefixLengths[word + 1] = prefixLengths[word] + text.wordLength(word);
            places[word] = word;
        }
        candidates = words;
    }

    /** Goes on to n-grams of one word more: of 2 words at the first call. */
    void lengthen() {
        n++;
        power *= FACTOR;
        int begun = 0;
        for (int i = 0; i + 1 < candidates; i++) {
            if (places[i + 1] == places[i] + 1) {
                places[begun++] = places[i];
            }
        }
        table.clear(begun);
        for (int i = 0; i < begun; i++) {
            slots[i] = table.add(hash(places[i]));
        }
        candidates = 0;
        for (int i = 0; i < begun; i++) {
            if (table.count(slots[i]) > 1) {
                places[candidates] = places[i];
                slots[candidates++] = slots[i];
            }
        }
    }

    private long hash(int place) {
        return TextIndex.mixed(prefixHashes[place + n] - prefixHashes[place] * power);
    }

    private int length(int place) {
        return prefixLengths[place + n] - prefixLengths[place];
    }

    /** Occurrences times length of the n-gram that occurs most often, the first of several; 0 if none occurs again. */
    long charactersOfMostFrequent() {
        int most = 0;
        long characters = 0;
        for (int i = 0; i < candidates; i++) {
            int count = table.count(slots[i]);
            if (count > most) {
                most = count;
                characters = (long) count * (length(places[i]) + n - 1);
            }
        }
        return characters;
    }

    /** The characters of n-grams that stood before, none of them counted twice. Uses up the counts of this length. */
    long charactersOfDuplicates() {
        table.clear(candidates);
        long characters = 0;
        int next = 0;
        for (int i = 0; i < candidates; i++) {
            if (places[i] < next) {
                continue;
            }
            int slot = table.add(hash(places[i]));
            if (table.count(slot) > 1) {
                characters += length(places[i]);
                next = places[i] + n;
            }
        }
        return characters;
    }
}
