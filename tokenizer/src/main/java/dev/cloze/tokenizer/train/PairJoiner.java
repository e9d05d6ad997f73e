package dev.cloze.tokenizer.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The loop of byte-pair encoding (Sennrich et al. 2016, section 3.2): joins the most frequent pair of neighbours, again
 * and again. The rule is HuggingFace's to the last tie:
 *
 * <ul>
 *   <li>the pair with the highest count first; among equals the smaller left id, then the smaller right id;
 *   <li>a word is joined from left to right, and what has been joined just now is the neighbour of what comes next;
 *   <li>a joined piece that is spelt like one that is there gets its id;
 *   <li>pairs that would be as long as the longest piece, in characters of the text, are not counted; the first pairs,
 *       of single characters, always are.
 * </ul>
 *
 * <p>Counts have 64 bits. The order in which words come does not matter.
 */
final class PairJoiner {
    private final Pieces pieces;
    private final String prefix;
    private final long longest;

    /** The words as ids of pieces, one after the other; a joined word is shorter and leaves its place half empty. */
    private final int[] symbols;

    private final int[] starts;
    private final int[] lengths;
    private final long[] counts;

    /** Characters of the text that a joined piece spans, by its id; others span one. */
    private final Map<Integer, Integer> spans = new HashMap<>();

    private final PairTable pairs = new PairTable();
    private final PriorityQueue<Pair> queue = new PriorityQueue<>(Pair.MERGE_ORDER);
    private final List<Pair> grown = new ArrayList<>();

    /**
     * A loop that has joined nothing yet.
     *
     * @param pieces those that are there; joined ones are added
     * @param prefix what the right piece of a pair loses when it is joined
     * @param longest a piece of more than two characters has less characters than this
     */
    PairJoiner(Pieces pieces, SpeltWords words, String prefix, long longest) {
        this.pieces = pieces;
        this.prefix = prefix;
        this.longest = longest;
        symbols = words.symbols();
        starts = words.starts();
        counts = words.counts();
        lengths = new int[counts.length];
        for (int w = 0; w < lengths.length; w++) {
            lengths[w] = starts[w + 1] - starts[w];
            for (int i = starts[w]; i + 1 < starts[w + 1]; i++) {
                add(symbols[i], symbols[i + 1], w);
            }
        }
        enqueueGrown();
    }

    /**
     * Joins until there are so many pieces, or no pair is frequent enough.
     *
     * @return the joined pairs in their order
     */
    List<Pair> join(int vocabularySize, long minimumFrequency) {
        List<Pair> joined = new ArrayList<>();
        while (pieces.size() < vocabularySize && !queue.isEmpty()) {
            Pair pair = queue.remove();
            pair.isQueued = false;
            if (pair.count != pair.queuedCount) {
                enqueue(pair);
            } else if (pair.count < minimumFrequency) {
                break;
            } else {
                join(pair);
                joined.add(pair);
            }
        }
        return joined;
    }

    private void join(Pair pair) {
        String right = pieces.text(pair.right);
        int joined = pieces.idOf(
                pieces.text(pair.left) + (right.startsWith(prefix) ? right.substring(prefix.length()) : right));
        spans.put(joined, span(pair.left) + span(pair.right));
        for (int word : pair.takeWords()) {
            joinInWord(word, pair.left, pair.right, joined);
        }
        enqueueGrown();
    }

    private int span(int piece) {
        return spans.getOrDefault(piece, 1);
    }

    /** Joins from left to right, so that the neighbour on the left may be one that was joined just now. */
    private void joinInWord(int word, int left, int right, int joined) {
        int end = starts[word] + lengths[word];
        int to = starts[word];
        for (int from = to; from < end; to++) {
            if (from + 1 >= end || symbols[from] != left || symbols[from + 1] != right) {
                symbols[to] = symbols[from++];
                continue;
            }
            from += 2;
            if (to > starts[word]) {
                subtract(symbols[to - 1], left, word);
                addIfShort(symbols[to - 1], joined, word);
            }
            if (from < end) {
                subtract(right, symbols[from], word);
                addIfShort(joined, symbols[from], word);
            }
            symbols[to] = joined;
        }
        lengths[word] = to - starts[word];
    }

    /** The reference's rule is "less than the longest": a piece of just that length is never joined. */
    private void addIfShort(int left, int right, int word) {
        if (longest == Long.MAX_VALUE || span(left) + span(right) < longest) {
            add(left, right, word);
        }
    }

    private void add(int left, int right, int word) {
        Pair pair = pairs.get(left, right);
        pair.count += counts[word];
        pair.addWord(word);
        if (!pair.isGrown) {
            pair.isGrown = true;
            grown.add(pair);
        }
    }

    private void subtract(int left, int right, int word) {
        pairs.get(left, right).count -= counts[word];
    }

    private void enqueueGrown() {
        for (Pair pair : grown) {
            pair.isGrown = false;
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
}
