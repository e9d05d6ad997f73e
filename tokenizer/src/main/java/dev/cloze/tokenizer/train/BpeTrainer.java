package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Training of a vocabulary by byte-pair encoding, over characters (Sennrich et al. 2016) or over the bytes of UTF-8
 * (Radford et al. 2019), as HuggingFace's {@code BpeTrainer} does it. Which of the two is a matter of the words' rules.
 *
 * <p>Ids: the special tokens as given; the characters, or the visible characters that stand for bytes, in the order of
 * their code points; characters with prefix or suffix, as far as the words have them; then joined pieces in the order of
 * joining. Ties: {@link PairJoiner} joins the most frequent pair first, among equals the one with the smaller left id,
 * then the smaller right id. With equal counts the same vocabulary comes out, whatever the order or number of threads
 * that counted.
 *
 * <p>Where HuggingFace leaves the order to a hash table, the order here is: characters with a prefix or suffix go by
 * the code point of their character; for the same character that with prefix only, that with both, that with suffix
 * only; and a limit of the alphabet drops the higher code points among equally rare ones. Its counts of pairs have 32
 * bits and overflow; ours have 64.
 */
public final class BpeTrainer {
    private final BpeOptions options;
    private final CountedWords words;
    private final Pieces pieces = new Pieces();

    private BpeTrainer(CountedWords words, BpeOptions options) {
        this.words = words;
        this.options = options;
    }

    /**
     * Trains a vocabulary. It has fewer pieces than asked for when the text has no more pairs that are frequent enough.
     *
     * @throws UsageException if nothing was counted, or if the vocabulary is too small for the special tokens and the
     *     characters; the message says which size would do
     */
    public static BpeModel train(CountedWords words, BpeOptions options) throws IOException {
        return train(words, options, List.of());
    }

    /**
     * Trains with an order imposed on the characters with prefix or suffix, as parity with a run of the reference needs
     * it.
     *
     * @param markedOrder the characters with prefix or suffix that get their ids first
     */
    static BpeModel train(CountedWords words, BpeOptions options, List<String> markedOrder) throws IOException {
        BpeTrainer trainer = new BpeTrainer(words, options);
        trainer.addAlphabet(markedOrder);
        long longest =
                options.longestPiece().isPresent() ? options.longestPiece().getAsInt() : Long.MAX_VALUE;
        List<Pair> joined = new PairJoiner(trainer.pieces, trainer.spell(), options.continuingPrefix(), longest)
                .join(options.vocabularySize(), options.minimumFrequency());
        List<BpeModel.Merge> merges = new ArrayList<>();
        joined.forEach(pair -> merges.add(new BpeModel.Merge(pair.left, pair.right)));
        return new BpeModel(
                trainer.pieces.all(),
                merges,
                options.specialTokens(),
                words.rules(),
                options.continuingPrefix(),
                options.endOfWordSuffix());
    }

    private void addAlphabet(List<String> markedOrder) throws IOException {
        options.specialTokens().forEach(pieces::idOf);
        Map<Integer, long[]> frequencies = new HashMap<>();
        words.forEach((word, count) ->
                forEachCharacter(word, c -> frequencies.computeIfAbsent(c, absent -> new long[1])[0] += count));
        if (frequencies.isEmpty()) {
            throw new UsageException("vocabulary training", "text with at least one word", "none");
        }
        options.initialAlphabet().forEach(c -> frequencies.put(c, new long[] {Long.MAX_VALUE}));
        frequencies.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Integer, long[]>>comparingLong(entry -> -entry.getValue()[0])
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(options.alphabetLimit().orElse(Integer.MAX_VALUE))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(c -> pieces.idOf(Character.toString(c)));
        if (hasMarks()) {
            markedOrder.forEach(pieces::idOf);
            addMarked();
        }
        requireRoom();
    }

    private boolean hasMarks() {
        return !options.continuingPrefix().isEmpty()
                || !options.endOfWordSuffix().isEmpty();
    }

    /** The characters as they stand inside or at the end of words. */
    private void addMarked() throws IOException {
        Map<Long, String> marked = new HashMap<>();
        words.forEach((word, count) -> {
            int[] characters = characters(word);
            for (int i = 0; i < characters.length; i++) {
                if (isKept(characters[i])) {
                    boolean isFirst = i == 0;
                    boolean isLast = i == characters.length - 1;
                    // Four forms of a character, in the order of their ids.
                    long form = (isFirst ? 2L : 0L) + (isLast ? 1L : 0L);
                    marked.computeIfAbsent(
                            characters[i] * 4L + form,
                            key -> marked(Character.toString((int) (key / 4)), isFirst, isLast));
                }
            }
        });
        new TreeSet<>(marked.keySet()).forEach(key -> pieces.idOf(marked.get(key)));
    }

    private String marked(String character, boolean isFirst, boolean isLast) {
        return (isFirst ? "" : options.continuingPrefix()) + character + (isLast ? options.endOfWordSuffix() : "");
    }

    private void requireRoom() {
        if (pieces.size() > options.vocabularySize()) {
            int special = options.specialTokens().size();
            String marks = options.continuingPrefix() + options.endOfWordSuffix();
            throw new UsageException(
                    "vocabularySize",
                    pieces.size() + " or more, for " + special + " special tokens and " + (pieces.size() - special)
                            + " characters" + (marks.isEmpty() ? "" : " with and without " + marks),
                    options.vocabularySize() + "; a smaller alphabetLimit needs less");
        }
    }

    private SpeltWords spell() throws IOException {
        SpeltWords spelt = new SpeltWords();
        words.forEach((word, count) -> {
            int[] characters = characters(word);
            for (int i = 0; i < characters.length; i++) {
                if (isKept(characters[i])) {
                    String character = Character.toString(characters[i]);
                    spelt.spell(pieces.idOf(marked(character, i == 0, i == characters.length - 1)));
                }
            }
            spelt.end(count);
        });
        return spelt;
    }

    private boolean isKept(int character) {
        return pieces.contains(Character.toString(character));
    }

    private int[] characters(String word) {
        IntStream.Builder characters = IntStream.builder();
        forEachCharacter(word, characters::add);
        return characters.build().toArray();
    }

    private void forEachCharacter(String word, IntConsumer action) {
        if (words.rules().isOfBytes()) {
            ByteCharacters.forEach(word, action);
        } else {
            word.codePoints().forEach(action);
        }
    }
}
