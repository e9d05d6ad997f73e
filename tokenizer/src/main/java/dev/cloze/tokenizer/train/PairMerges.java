package dev.cloze.tokenizer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The loop of byte-pair encoding (Sennrich et al. 2016, section 3.2): joins the best pair of neighbours, again and
 * again. By frequency the rule is HuggingFace's to the last tie:
 *
 * <ul>
 *   <li>the best pair first; among equals the smaller left id, then the smaller right id;
 *   <li>a word is joined from left to right, and what has been joined just now is the neighbour of what comes next;
 *   <li>a joined piece that is spelt like one that is there gets its id;
 *   <li>pairs that would be as long as the longest piece, in characters of the text, are not counted; the first pairs,
 *       of single characters, always are.
 * </ul>
 *
 * <p>Counts have 64 bits. The order in which words come does not matter.
 *
 * <p>How it is fast: a pair that a joining brings about has the joined piece in it, so all its places are found in that
 * one pass, and its count only falls from then on. It is therefore counted by its other piece in plain arrays, and never
 * stored at all if it is too rare to be joined. Only where a joined piece had an id before, because a special token is
 * spelt like it, is everything counted anew.
 */
final class PairMerges {
    private final Pieces pieces;
    private final String prefix;
    private final long longest;
    private final long minimumFrequency;
    private final Criterion criterion;

    /** A joined word is shorter and leaves its place half empty. */
    private final int[] symbols;

    private final int[] starts;
    private final int[] ends;
    private final long[] counts;
    private long[] pieceCounts;

    /** Characters of the text that each piece spans. */
    private int[] spans;

    private final Pairs pairs;
    private final PairQueue queue;

    /** By piece the pairs that it is part of, as far as priorities depend on its count. */
    private final List<IntList> pairsOfPiece = new ArrayList<>();

    /** What a joining brings about, by neighbour: twice the id if it is on the left of the joined piece, and 1 if right. */
    private long[] sideCounts;

    private int[] sideWords;
    private int[] sideLast;
    private final IntList sides = new IntList();
    private final IntList foundSides = new IntList();
    private final IntList foundWords = new IntList();

    private final IntList lefts = new IntList();
    private final IntList rights = new IntList();

    /** What makes a pair better than another one. */
    enum Criterion {
        /** How often it occurs. */
        FREQUENCY,
        /** That, over how often its two pieces occur: by how much joining them raises the likelihood of the text. */
        LIKELIHOOD
    }

    /**
     * A loop that has joined nothing yet.
     *
     * @param pieces those that are there; joined ones are added
     * @param words used up
     * @param prefix what the right piece of a pair loses when it is joined
     * @param longest a piece of more than two characters has less characters than this
     * @param minimumFrequency pairs that occur less often are not joined
     */
    PairMerges(
            Pieces pieces, SpeltWords words, String prefix, long longest, long minimumFrequency, Criterion criterion) {
        this.pieces = pieces;
        this.prefix = prefix;
        this.longest = longest;
        this.minimumFrequency = minimumFrequency;
        this.criterion = criterion;
        symbols = words.symbols;
        starts = words.starts;
        counts = words.counts;
        pieceCounts = words.pieceCounts;
        ends = Arrays.copyOfRange(starts, 1, words.size() + 1);
        spans = new int[pieces.size()];
        Arrays.fill(spans, 1);
        pairs = new Pairs(minimumFrequency);
        queue = new PairQueue(pairs, criterion == Criterion.LIKELIHOOD);
        makeRoomForPieces();
        countAll();
    }

    /** Joins until there are so many pieces, or no pair is left to join. */
    void join(int vocabularySize, TrainingProgress progress) {
        while (pieces.size() < vocabularySize && !queue.isEmpty()) {
            int pair = queue.first();
            if (pairs.count(pair) < minimumFrequency) {
                // Counts of pairs do not rise.
                queue.removeFirst();
                pairs.forgetWords(pair);
                continue;
            }
            long priority = priority(pair);
            if (priority < queue.firstPriority()) {
                queue.lowerFirst(priority);
            } else {
                queue.removeFirst();
                join(pair);
                progress.at(pieces.size(), vocabularySize);
            }
        }
    }

    /** Number of joined pairs. */
    int size() {
        return lefts.size();
    }

    /** The left piece of a joined pair, in the order of joining. */
    int left(int merge) {
        return lefts.get(merge);
    }

    int right(int merge) {
        return rights.get(merge);
    }

    /** Never negative, and the order of {@code long} is that of what is compared. */
    private long priority(int pair) {
        if (criterion == Criterion.FREQUENCY) {
            return pairs.count(pair);
        }
        double left = (double) pieceCounts[pairs.left(pair)];
        double right = (double) pieceCounts[pairs.right(pair)];
        return Double.doubleToLongBits((double) pairs.count(pair) / (left * right));
    }

    private void join(int pair) {
        int left = pairs.left(pair);
        int right = pairs.right(pair);
        lefts.add(left);
        rights.add(right);
        String tail = pieces.text(right);
        int known = pieces.size();
        int joined =
                pieces.idOf(pieces.text(left) + (tail.startsWith(prefix) ? tail.substring(prefix.length()) : tail));
        makeRoomForPieces();
        spans[joined] = spans[left] + spans[right];
        boolean isNew = joined == known;
        for (int i = 0; i < pairs.length(pair); i++) {
            joinInWord(pairs.word(pair, i), left, right, joined);
        }
        pairs.forgetWords(pair);
        pairs.count(pair, 0);
        if (isNew) {
            addPairs(joined);
            raise(left);
            raise(right);
        } else {
            forgetSides();
            countAll();
        }
    }

    private void makeRoomForPieces() {
        int known = sideWords == null ? 0 : sideWords.length / 2;
        if (pieces.size() > known) {
            int room = Math.max(pieces.size(), known + (known >> 1));
            sideCounts = sideCounts == null ? new long[2 * room] : Arrays.copyOf(sideCounts, 2 * room);
            sideWords = new int[2 * room];
            sideLast = new int[2 * room];
            spans = Arrays.copyOf(spans, room);
            pieceCounts = Arrays.copyOf(pieceCounts, room);
        }
        while (criterion == Criterion.LIKELIHOOD && pairsOfPiece.size() < pieces.size()) {
            pairsOfPiece.add(new IntList());
        }
    }

    /** Joins from left to right, so that the neighbour on the left may be one that was joined just now. */
    private void joinInWord(int word, int left, int right, int joined) {
        int start = starts[word];
        int end = ends[word];
        long count = counts[word];
        int to = start;
        for (int from = start; from < end; to++) {
            int symbol = symbols[from++];
            if (symbol != left || from == end || symbols[from] != right) {
                symbols[to] = symbol;
                continue;
            }
            from++;
            pieceCounts[left] -= count;
            pieceCounts[right] -= count;
            pieceCounts[joined] += count;
            if (to > start) {
                int before = symbols[to - 1];
                if (before == joined) {
                    addSide(2 * left + 1, -count, word);
                } else {
                    pairs.subtract(before, left, count);
                }
                addSideIfShort(before, joined, 2 * before, count, word);
            }
            if (from < end) {
                int after = symbols[from];
                pairs.subtract(right, after, count);
                addSideIfShort(joined, after, 2 * after + 1, count, word);
            }
            symbols[to] = joined;
        }
        ends[word] = to;
    }

    private void addSideIfShort(int left, int right, int side, long count, int word) {
        if (isShort(left, right)) {
            addSide(side, count, word);
        }
    }

    /** The reference's rule is "less than the longest": a piece of just that length is never joined. */
    private boolean isShort(int left, int right) {
        return (long) spans[left] + spans[right] < longest || (spans[left] == 1 && spans[right] == 1);
    }

    private void addSide(int side, long count, int word) {
        sideCounts[side] += count;
        if (sideWords[side] == 0) {
            sides.add(side);
        } else if (sideLast[side] == word) {
            return;
        }
        sideLast[side] = word;
        sideWords[side]++;
        foundSides.add(side);
        foundWords.add(word);
    }

    /** Stores the pairs that a joining has brought about and that are frequent enough. */
    private void addPairs(int joined) {
        int firstNew = pairs.size();
        for (int i = 0; i < sides.size(); i++) {
            int side = sides.get(i);
            int other = side >>> 1;
            if (sideCounts[side] < minimumFrequency) {
                sideLast[side] = -1;
                continue;
            }
            int pair = (side & 1) == 0 ? pairs.findOrAdd(other, joined) : pairs.findOrAdd(joined, other);
            pairs.count(pair, sideCounts[side]);
            pairs.reserve(pair, sideWords[side]);
            sideLast[side] = pair;
            sideWords[side] = 0;
        }
        for (int i = 0; i < foundSides.size(); i++) {
            int side = foundSides.get(i);
            if (sideLast[side] >= 0) {
                pairs.putWord(sideLast[side], sideWords[side]++, foundWords.get(i));
            }
        }
        forgetSides();
        for (int pair = firstNew; pair < pairs.size(); pair++) {
            enqueue(pair);
        }
    }

    private void forgetSides() {
        for (int i = 0; i < sides.size(); i++) {
            sideCounts[sides.get(i)] = 0;
            sideWords[sides.get(i)] = 0;
        }
        sides.clear();
        foundSides.clear();
        foundWords.clear();
    }

    private void enqueue(int pair) {
        queue.add(pair, priority(pair));
        if (criterion == Criterion.LIKELIHOOD) {
            pairsOfPiece.get(pairs.left(pair)).add(pair);
            pairsOfPiece.get(pairs.right(pair)).add(pair);
        }
    }

    /** A piece that has become rarer makes its pairs better. */
    private void raise(int piece) {
        if (criterion == Criterion.LIKELIHOOD) {
            IntList all = pairsOfPiece.get(piece);
            int kept = 0;
            for (int i = 0; i < all.size(); i++) {
                int pair = all.get(i);
                if (pairs.count(pair) >= minimumFrequency) {
                    queue.raise(pair, priority(pair));
                    all.set(kept++, pair);
                }
            }
            all.truncate(kept);
        }
    }

    /** Counts all pairs from the words as they are now. */
    private void countAll() {
        pairs.clear();
        queue.clear();
        pairsOfPiece.forEach(IntList::clear);
        // Twice: how many places each pair has must be known before they are put one after the other.
        IntList lengths = new IntList();
        IntList last = new IntList();
        for (int word = 0; word < ends.length; word++) {
            for (int i = starts[word]; i + 1 < ends[word]; i++) {
                if (isShort(symbols[i], symbols[i + 1])) {
                    int pair = pairs.findOrAdd(symbols[i], symbols[i + 1]);
                    if (pair == lengths.size()) {
                        lengths.add(0);
                        last.add(-1);
                    }
                    pairs.count(pair, Math.addExact(pairs.count(pair), counts[word]));
                    if (last.get(pair) != word) {
                        last.set(pair, word);
                        lengths.set(pair, lengths.get(pair) + 1);
                    }
                }
            }
        }
        for (int pair = 0; pair < pairs.size(); pair++) {
            last.set(pair, -1);
            if (pairs.count(pair) >= minimumFrequency) {
                pairs.reserve(pair, lengths.get(pair));
            }
            lengths.set(pair, 0);
        }
        for (int word = 0; word < ends.length; word++) {
            for (int i = starts[word]; i + 1 < ends[word]; i++) {
                int pair = pairs.find(symbols[i], symbols[i + 1]);
                if (pair >= 0 && pairs.count(pair) >= minimumFrequency && last.get(pair) != word) {
                    last.set(pair, word);
                    pairs.putWord(pair, lengths.get(pair), word);
                    lengths.set(pair, lengths.get(pair) + 1);
                }
            }
        }
        for (int pair = 0; pair < pairs.size(); pair++) {
            if (pairs.count(pair) >= minimumFrequency) {
                enqueue(pair);
            }
        }
    }
}
