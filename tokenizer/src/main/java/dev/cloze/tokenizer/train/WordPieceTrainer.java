package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Training of a WordPiece vocabulary by frequency of pairs, as HuggingFace's {@code WordPieceTrainer} does it: byte-pair
 * encoding (Sennrich et al. 2016) over characters, with "##" before every character that does not begin a word. It is
 * not the criterion of Schuster and Nakajima (2012), who join the pair that raises the likelihood of the text most.
 *
 * <p>Ids: the special tokens, 0 to 4; the characters in the order of their code points; the same with "##", as far as
 * they continue a word, in the same order; then joined pieces in the order of joining. The most frequent pair is joined
 * first, among equals the one with the smaller left id, then the smaller right id. HuggingFace gives the "##" characters
 * their ids in the order of a hash table, which differs from run to run, and ids decide ties: with its order imposed,
 * the vocabulary here is the same; with our own it differed from runs of it by 0 to 46 of 30,000 pieces.
 *
 * <p>A character that the training text never showed, or that the limit of the alphabet left out, makes its word
 * {@code [UNK]} when text is encoded.
 */
public final class WordPieceTrainer {
    private final WordPieceOptions options;
    private final List<String> pieces = new ArrayList<>(SpecialTokens.NAMES);
    private final Map<String, Integer> ids = new HashMap<>();

    /** The words as ids of pieces; a row's own length stands in {@link #lengths}, as joining shortens it. */
    private final int[][] words;

    private final int[] lengths;
    private final long[] wordCounts;
    private final PairTable pairs = new PairTable();
    private final PriorityQueue<Pair> queue = new PriorityQueue<>(Pair.MERGE_ORDER);
    private final Set<Pair> grown = new HashSet<>();

    private WordPieceTrainer(WordCounts counts, WordPieceOptions options, List<String> continuationOrder) {
        this.options = options;
        for (String name : SpecialTokens.NAMES) {
            ids.put(name, ids.size());
        }
        List<String> sorted = counts.sortedWords();
        words = new int[sorted.size()][];
        lengths = new int[sorted.size()];
        wordCounts = sorted.stream().mapToLong(counts::count).toArray();
        addAlphabet(sorted);
        continuationOrder.forEach(this::idOf);
        TreeSet<Integer> continuing = new TreeSet<>();
        for (String word : sorted) {
            word.codePoints().skip(1).filter(this::isKept).forEach(continuing::add);
        }
        continuing.forEach(c -> idOf(continuation(c)));
        requireRoom();
        for (int w = 0; w < words.length; w++) {
            words[w] = spell(sorted.get(w));
            lengths[w] = words[w].length;
        }
    }

    /**
     * Trains a vocabulary. It has fewer pieces than asked for when the text has no more pairs that are frequent enough.
     *
     * @throws UsageException if nothing was counted, or if the vocabulary is too small for the special tokens and the
     *     characters; the message says which size would do
     */
    public static WordPieceModel train(WordCounts counts, WordPieceOptions options) {
        return train(counts, options, List.of());
    }

    /**
     * Trains with an order imposed on the "##" characters, as parity with a run of the reference needs it.
     *
     * @param continuationOrder the "##" characters that get their ids first
     */
    static WordPieceModel train(WordCounts counts, WordPieceOptions options, List<String> continuationOrder) {
        if (counts.distinct() == 0) {
            throw new UsageException("vocabulary training", "text with at least one word", "none");
        }
        WordPieceTrainer trainer = new WordPieceTrainer(counts, options, continuationOrder);
        trainer.countPairs();
        trainer.join();
        return new WordPieceModel(trainer.pieces, counts.lowerCase());
    }

    private void addAlphabet(List<String> sorted) {
        Map<Integer, Long> frequencies = new HashMap<>();
        for (int w = 0; w < sorted.size(); w++) {
            long count = wordCounts[w];
            sorted.get(w).codePoints().forEach(c -> frequencies.merge(c, count, Long::sum));
        }
        frequencies.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(options.alphabetLimit())
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(c -> idOf(Character.toString(c)));
    }

    private void requireRoom() {
        if (pieces.size() > options.vocabularySize()) {
            throw new UsageException(
                    "vocabularySize",
                    pieces.size() + " or more, for " + SpecialTokens.NAMES.size() + " special tokens and "
                            + (pieces.size() - SpecialTokens.NAMES.size()) + " characters with and without "
                            + WordPieceModel.CONTINUATION,
                    options.vocabularySize() + "; a smaller alphabetLimit needs less");
        }
    }

    private int[] spell(String word) {
        int[] codePoints = word.codePoints().toArray();
        int[] spelt = new int[codePoints.length];
        int length = 0;
        for (int i = 0; i < codePoints.length; i++) {
            if (isKept(codePoints[i])) {
                spelt[length++] = ids.get(i == 0 ? Character.toString(codePoints[i]) : continuation(codePoints[i]));
            }
        }
        return Arrays.copyOf(spelt, length);
    }

    private boolean isKept(int codePoint) {
        return ids.containsKey(Character.toString(codePoint));
    }

    private static String continuation(int codePoint) {
        return WordPieceModel.CONTINUATION + Character.toString(codePoint);
    }

    private void countPairs() {
        for (int w = 0; w < words.length; w++) {
            for (int i = 0; i + 1 < lengths[w]; i++) {
                add(words[w][i], words[w][i + 1], w);
            }
        }
        enqueueGrown();
    }

    private void join() {
        while (pieces.size() < options.vocabularySize() && !queue.isEmpty()) {
            Pair pair = queue.remove();
            pair.isQueued = false;
            if (pair.count != pair.queuedCount) {
                enqueue(pair);
            } else if (pair.count < options.minimumFrequency()) {
                return;
            } else {
                join(pair);
            }
        }
    }

    private void join(Pair pair) {
        String right = pieces.get(pair.right);
        int joined = idOf(pieces.get(pair.left)
                + (right.startsWith(WordPieceModel.CONTINUATION)
                        ? right.substring(WordPieceModel.CONTINUATION.length())
                        : right));
        for (int word : pair.takeWords()) {
            joinInWord(word, pair.left, pair.right, joined);
        }
        enqueueGrown();
    }

    /** Joins from left to right, so that the neighbour on the left may be one that was joined just now. */
    private void joinInWord(int word, int left, int right, int joined) {
        int[] row = words[word];
        int length = lengths[word];
        int to = 0;
        for (int from = 0; from < length; to++) {
            if (from + 1 >= length || row[from] != left || row[from + 1] != right) {
                row[to] = row[from++];
                continue;
            }
            from += 2;
            if (to > 0) {
                subtract(row[to - 1], left, word);
                add(row[to - 1], joined, word);
            }
            if (from < length) {
                subtract(right, row[from], word);
                add(joined, row[from], word);
            }
            row[to] = joined;
        }
        lengths[word] = to;
    }

    private void add(int left, int right, int word) {
        Pair pair = pairs.get(left, right);
        pair.count += wordCounts[word];
        pair.addWord(word);
        grown.add(pair);
    }

    private void subtract(int left, int right, int word) {
        pairs.get(left, right).count -= wordCounts[word];
    }

    private void enqueueGrown() {
        for (Pair pair : grown) {
            if (pair.isQueued) {
                // Only when a joined piece is spelt like one that was there before: its pairs may be waiting already.
                queue.remove(pair);
            }
            enqueue(pair);
        }
        grown.clear();
    }

    private void enqueue(Pair pair) {
        if (pair.count > 0) {
            pair.queuedCount = pair.count;
            pair.isQueued = true;
            queue.add(pair);
        }
    }

    private int idOf(String piece) {
        Integer known = ids.putIfAbsent(piece, pieces.size());
        if (known != null) {
            return known;
        }
        pieces.add(piece);
        return pieces.size() - 1;
    }
}
