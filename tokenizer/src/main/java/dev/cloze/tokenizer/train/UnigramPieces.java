package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * Pieces under training, in an order that matters where two are equally good. Each is a stretch of {@link
 * UnigramWords#symbols} that spells it, so that a million pieces take no strings.
 *
 * <p>The unknown piece, which stands for a character that is no piece, is not among them; its number is {@link #size}.
 */
final class UnigramPieces {
    /** By how much the unknown piece is worse than the worst piece, in natural logarithms. */
    private static final double UNKNOWN_PENALTY = 10;

    final int[] starts;
    final int[] lengths;

    /** Natural logarithms of probabilities; the unknown piece's last. */
    final double[] scores;

    /**
     * Some pieces.
     *
     * @param logarithms one for each piece
     */
    UnigramPieces(int[] starts, int[] lengths, double[] logarithms) {
        this.starts = starts;
        this.lengths = lengths;
        scores = Arrays.copyOf(logarithms, logarithms.length + 1);
        scores[logarithms.length] = worst() - UNKNOWN_PENALTY;
    }

    int size() {
        return starts.length;
    }

    /** The lowest score; 0 if there is no piece. */
    double worst() {
        double worst = starts.length == 0 ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < starts.length; i++) {
            worst = Math.min(worst, scores[i]);
        }
        return worst;
    }

    /** The pieces of some numbers, in the order of these. */
    UnigramPieces pick(int[] numbers) {
        int[] pickedStarts = new int[numbers.length];
        int[] pickedLengths = new int[numbers.length];
        double[] pickedScores = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            pickedStarts[i] = starts[numbers[i]];
            pickedLengths[i] = lengths[numbers[i]];
            pickedScores[i] = scores[numbers[i]];
        }
        return new UnigramPieces(pickedStarts, pickedLengths, pickedScores);
    }
}
