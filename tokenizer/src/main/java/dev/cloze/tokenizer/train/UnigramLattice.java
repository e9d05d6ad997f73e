package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * All ways to cut one word into pieces, under a model in which pieces are independent of each other (Kudo 2018, section
 * 3.2): how often each piece is expected in it, and the best way. Scratch memory for one thread.
 *
 * <p>Where no piece is the next single character, the unknown piece stands for it.
 */
final class UnigramLattice {
    /**
     * Sums of probabilities are scaled up by {@link #STEP} when all of them that matter are below {@link #SMALL}, and
     * the exponent is kept, so that no word is too long. (In logarithms an addition would take an exponential.)
     */
    private static final double SMALL = 0x1p-256;

    private static final int STEP = 256;

    /** A share of a word's probability that does not count. */
    private static final double NEGLIGIBLE = 1e-30;

    private final UnigramTrie trie;
    private final UnigramPieces pieces;
    private final int reach;

    /** Probabilities of the pieces, the unknown one last. */
    private final double[] probabilities;

    /** Sums over the ways to cut what stands before a place, and their binary exponents with the sign turned. */
    private double[] before = new double[64];

    private int[] exponents = new int[64];

    /** Sums over the ways to cut what stands behind a place. */
    private double[] behind = new double[64];

    /** The pieces that begin at a place are those from this number on. */
    private int[] firstEdge = new int[64];

    private int[] edgePiece = new int[256];
    private int[] edgeEnd = new int[256];
    private int edges;

    private double[] bestScore = new double[64];
    private int[] bestPiece = new int[64];
    private int[] bestStart = new int[64];

    /**
     * A lattice for one model.
     *
     * @param reach most symbols of a piece
     */
    UnigramLattice(UnigramTrie trie, UnigramPieces pieces, double[] probabilities, int reach) {
        this.trie = trie;
        this.pieces = pieces;
        this.probabilities = probabilities;
        this.reach = reach;
    }

    static double[] probabilities(UnigramPieces pieces) {
        double[] probabilities = new double[pieces.scores.length];
        Arrays.setAll(probabilities, i -> Math.exp(pieces.scores[i]));
        return probabilities;
    }

    /**
     * Adds to {@code expected} how often each piece is expected in a word, given the word, times the word's count.
     *
     * @return the natural logarithm of the word's probability
     */
    double expect(int[] symbols, int start, int length, double count, double[] expected) {
        reserve(length);
        forward(symbols, start, length);
        backward(length, count, expected);
        return Math.log(before[length]) - exponents[length] * Math.log(2);
    }

    private void forward(int[] symbols, int start, int length) {
        Arrays.fill(before, 0, length + 1, 0);
        before[0] = 1;
        int exponent = 0;
        edges = 0;
        for (int i = 0; i < length; i++) {
            if (before[i] < SMALL) {
                exponent += scaleUp(before, i, Math.min(length, i + reach));
            }
            exponents[i] = exponent;
            firstEdge[i] = edges;
            double sum = before[i];
            boolean isSingle = false;
            int node = UnigramTrie.ROOT;
            for (int end = i + 1; end <= length; end++) {
                node = trie.step(node, symbols[start + end - 1]);
                if (node == UnigramTrie.NONE) {
                    break;
                }
                int piece = trie.piece(node);
                if (piece != UnigramTrie.NONE) {
                    before[end] += sum * probabilities[piece];
                    isSingle |= end == i + 1;
                    addEdge(piece, end);
                }
            }
            if (!isSingle) {
                before[i + 1] += sum * probabilities[pieces.size()];
                addEdge(pieces.size(), i + 1);
            }
        }
        exponents[length] = exponent;
        firstEdge[length] = edges;
    }

    private void backward(int length, double count, double[] expected) {
        behind[length] = 1;
        int exponent = 0;
        for (int i = length - 1; i >= 0; i--) {
            double sum = 0;
            for (int edge = firstEdge[i]; edge < firstEdge[i + 1]; edge++) {
                sum += probabilities[edgePiece[edge]] * behind[edgeEnd[edge]];
            }
            behind[i] = sum;
            if (sum < SMALL) {
                exponent += scaleUp(behind, i, Math.min(length, i + reach));
                sum = behind[i];
            }
            double share = before[i] * (sum / before[length]);
            if (exponents[i] + exponent != exponents[length]) {
                share = Math.scalb(share, exponents[length] - exponents[i] - exponent);
            }
            if (share > NEGLIGIBLE) {
                double weight = count * share / sum;
                for (int edge = firstEdge[i]; edge < firstEdge[i + 1]; edge++) {
                    int piece = edgePiece[edge];
                    expected[piece] += weight * probabilities[piece] * behind[edgeEnd[edge]];
                }
            }
        }
    }

    /** Scales what lies within a piece's reach, unless some of it is large enough; returns the step taken. */
    private static int scaleUp(double[] sums, int from, int to) {
        for (int i = from; i <= to; i++) {
            if (sums[i] >= SMALL) {
                return 0;
            }
        }
        for (int i = from; i <= to; i++) {
            sums[i] *= 0x1p256;
        }
        return STEP;
    }

    private void addEdge(int piece, int end) {
        if (edges == edgePiece.length) {
            edgePiece = Arrays.copyOf(edgePiece, edges * 2);
            edgeEnd = Arrays.copyOf(edgeEnd, edges * 2);
        }
        edgePiece[edges] = piece;
        edgeEnd[edges++] = end;
    }

    /**
     * Finds the best way to cut a stretch; {@link #startOf} and {@link #pieceOf} then tell it from its end to its start.
     * Among equally good ways it takes the longer last piece.
     *
     * @param whole whether the whole stretch may be one piece
     */
    double cut(int[] symbols, int start, int length, boolean whole) {
        reserve(length);
        Arrays.fill(bestScore, 0, length + 1, Double.NEGATIVE_INFINITY);
        bestScore[0] = 0;
        for (int i = 0; i < length; i++) {
            boolean isSingle = false;
            int node = UnigramTrie.ROOT;
            for (int end = i + 1; end <= length; end++) {
                node = trie.step(node, symbols[start + end - 1]);
                if (node == UnigramTrie.NONE) {
                    break;
                }
                int piece = trie.piece(node);
                if (piece != UnigramTrie.NONE && (whole || end - i < length)) {
                    isSingle |= end == i + 1;
                    offer(i, end, piece);
                }
            }
            if (!isSingle) {
                offer(i, i + 1, pieces.size());
            }
        }
        return bestScore[length];
    }

    private void offer(int start, int end, int piece) {
        double score = bestScore[start] + pieces.scores[piece];
        if (score > bestScore[end]) {
            bestScore[end] = score;
            bestStart[end] = start;
            bestPiece[end] = piece;
        }
    }

    /** Where the last piece of the best way to {@code end} begins. */
    int startOf(int end) {
        return bestStart[end];
    }

    /** The last piece of the best way to {@code end}. */
    int pieceOf(int end) {
        return bestPiece[end];
    }

    private void reserve(int length) {
        if (length >= before.length) {
            int room = length + length / 2 + 1;
            before = new double[room];
            behind = new double[room];
            exponents = new int[room];
            firstEdge = new int[room];
            bestScore = new double[room];
            bestPiece = new int[room];
            bestStart = new int[room];
        }
    }
}
