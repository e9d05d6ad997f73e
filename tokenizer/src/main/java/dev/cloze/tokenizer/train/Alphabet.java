package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.text.ByteAlphabet;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The characters that words are spelt in, or those that stand for their bytes, each in up to four forms: as it stands
 * inside a word, at its beginning, at its end, or alone.
 */
final class Alphabet {
    private static final int FORMS = 4;
    private static final int FIRST = 2;
    private static final int LAST = 1;
    private static final int NO_ID = -1;

    private final BpeOptions options;
    private final CountedWords words;
    private final Pieces pieces;

    /** By form, the id of each character; shorter than the characters where the rest has none. */
    private final int[][] ids = new int[FORMS][0];

    private int[] spelling = new int[64];

    private Alphabet(CountedWords words, BpeOptions options, Pieces pieces) {
        this.words = words;
        this.options = options;
        this.pieces = pieces;
    }

    /**
     * Gives the characters their ids: those that are kept in the order of their code points, then the forms with prefix
     * or suffix that words have.
     *
     * @param markedOrder forms with prefix or suffix that get their ids first
     * @throws UsageException if there is no word
     */
    static Alphabet of(CountedWords words, BpeOptions options, Pieces pieces, List<String> markedOrder)
            throws IOException {
        Alphabet alphabet = new Alphabet(words, options, pieces);
        long[][] frequencies = alphabet.frequencies();
        alphabet.addKept(frequencies);
        markedOrder.forEach(pieces::idOf);
        alphabet.addMarked(frequencies);
        return alphabet;
    }

    /** How often each character occurs in each form. */
    private long[][] frequencies() throws IOException {
        long[][] frequencies = new long[FORMS][0];
        boolean[] any = {false};
        words.forEach((word, count) -> {
            int length = spell(word);
            for (int i = 0; i < length; i++) {
                int form = form(i, length);
                if (spelling[i] >= frequencies[form].length) {
                    frequencies[form] = Arrays.copyOf(frequencies[form], Math.max(spelling[i] + 1, 2 * spelling[i]));
                }
                frequencies[form][spelling[i]] = Math.addExact(frequencies[form][spelling[i]], count);
            }
            any[0] |= length > 0;
        });
        if (!any[0]) {
            throw new UsageException("vocabulary training", "text with at least one word", "none");
        }
        return frequencies;
    }

    private void addKept(long[][] frequencies) {
        Map<Integer, Long> totals = new HashMap<>();
        for (long[] form : frequencies) {
            for (int c = 0; c < form.length; c++) {
                if (form[c] > 0) {
                    totals.merge(c, form[c], Math::addExact);
                }
            }
        }
        options.initialAlphabet().forEach(c -> totals.put(c, Long.MAX_VALUE));
        int[] kept = totals.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(options.alphabetLimit().orElse(Integer.MAX_VALUE))
                .mapToInt(Map.Entry::getKey)
                .sorted()
                .toArray();
        for (int c : kept) {
            int id = pieces.idOf(Character.toString(c));
            for (int form = 0; form < FORMS; form++) {
                put(form, c, id);
            }
        }
    }

    private void put(int form, int character, int id) {
        int known = ids[form].length;
        if (character >= known) {
            ids[form] = Arrays.copyOf(ids[form], Math.max(character + 1, known + (known >> 1)));
            Arrays.fill(ids[form], known, ids[form].length, NO_ID);
        }
        ids[form][character] = id;
    }

    private void addMarked(long[][] frequencies) {
        for (int c = 0; c < ids[0].length; c++) {
            for (int form = 0; form < FORMS; form++) {
                if (ids[form][c] != NO_ID && c < frequencies[form].length && frequencies[form][c] > 0) {
                    ids[form][c] = pieces.idOf(marked(Character.toString(c), form));
                }
            }
        }
    }

    private String marked(String character, int form) {
        return ((form & FIRST) != 0 ? "" : options.continuingPrefix())
                + character
                + ((form & LAST) != 0 ? options.endOfWordSuffix() : "");
    }

    private static int form(int index, int length) {
        return (index == 0 ? FIRST : 0) + (index == length - 1 ? LAST : 0);
    }

    /** The words, spelt in the ids of characters; those that are not kept are left out. */
    SpeltWords spell() throws IOException {
        SpeltWords spelt = new SpeltWords(pieces.size());
        words.forEach((word, count) -> {
            int length = spell(word);
            for (int i = 0; i < length; i++) {
                int[] known = ids[form(i, length)];
                if (spelling[i] < known.length && known[spelling[i]] != NO_ID) {
                    spelt.spell(known[spelling[i]]);
                }
            }
            spelt.end(count);
        });
        return spelt;
    }

    /** Puts a word's characters into the buffer, and gives their number. */
    private int spell(String word) {
        if (spelling.length < 3 * word.length()) {
            spelling = new int[3 * word.length()];
        }
        int length = 0;
        if (words.rules().isOfBytes()) {
            String characters = ByteAlphabet.spell(word);
            while (length < characters.length()) {
                spelling[length] = characters.charAt(length++);
            }
            return length;
        }
        for (int i = 0; i < word.length(); ) {
            int c = word.codePointAt(i);
            spelling[length++] = c;
            i += Character.charCount(c);
        }
        return length;
    }
}
