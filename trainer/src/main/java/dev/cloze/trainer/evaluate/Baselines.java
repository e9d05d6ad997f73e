package dev.cloze.trainer.evaluate;

import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What counting reaches on the positions of a held-out set, in nats. All three know that no special token is asked for.
 *
 * @param uniformLoss every token equally probable
 * @param unigramLoss tokens as frequent as in the training text, each counted once more (Laplace)
 * @param bigramLoss tokens given their true left neighbour, which the model may find masked: counts of pairs with
 *     Dirichlet smoothing towards the unigram, its strength the best of several on these very positions
 */
public record Baselines(double uniformLoss, double unigramLoss, double bigramLoss) {
    private static final double[] STRENGTHS = {1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000};

    /** The loss of holding every token that can be asked for equally probable: all but the special ones. */
    public static double uniformLoss(Tokenizer tokenizer) {
        int candidates = 0;
        for (int id = 0; id < tokenizer.vocabularySize(); id++) {
            candidates += tokenizer.isSpecial(id) ? 0 : 1;
        }
        return Math.log(candidates);
    }

    /** Counts the training text once; memory depends on the vocabulary and the positions, not on the text. */
    public static Baselines count(PackedRows training, HeldOutSet heldOut, Tokenizer tokenizer) {
        Counts counts = new Counts(heldOut.questions(), tokenizer);
        for (long row = 0; row < training.rows(); row++) {
            counts.add(training.row(row).ids());
        }
        return counts.losses();
    }

    private static final class Counts {
        private final List<HeldOutSet.Question> questions;
        private final long[] tokens;
        private final long[] followed;
        private final boolean[] special;
        private final boolean[] previousAsked;
        private final Map<Long, long[]> pairs = new HashMap<>();

        Counts(List<HeldOutSet.Question> questions, Tokenizer tokenizer) {
            this.questions = questions;
            int vocabulary = tokenizer.vocabularySize();
            tokens = new long[vocabulary];
            followed = new long[vocabulary];
            special = new boolean[vocabulary];
            for (int id = 0; id < vocabulary; id++) {
                special[id] = tokenizer.isSpecial(id);
            }
            previousAsked = new boolean[vocabulary];
            for (HeldOutSet.Question question : questions) {
                if (question.previous() >= 0) {
                    previousAsked[question.previous()] = true;
                    pairs.put(pair(question.previous(), question.label()), new long[1]);
                }
            }
        }

        void add(int[] ids) {
            for (int i = 0; i < ids.length; i++) {
                tokens[ids[i]]++;
                if (i > 0 && previousAsked[ids[i - 1]] && !special[ids[i]]) {
                    followed[ids[i - 1]]++;
                    long[] count = pairs.get(pair(ids[i - 1], ids[i]));
                    if (count != null) {
                        count[0]++;
                    }
                }
            }
        }

        Baselines losses() {
            int candidates = 0;
            long total = 0;
            for (int id = 0; id < tokens.length; id++) {
                candidates += special[id] ? 0 : 1;
                total += special[id] ? 0 : tokens[id];
            }
            double[] unigram = new double[tokens.length];
            for (int id = 0; id < tokens.length; id++) {
                unigram[id] = (tokens[id] + 1.0) / (total + candidates);
            }
            double unigramLoss = questions.stream()
                    .mapToDouble(question -> -Math.log(unigram[question.label()]))
                    .average()
                    .orElseThrow();
            double bigramLoss = Double.POSITIVE_INFINITY;
            for (double strength : STRENGTHS) {
                bigramLoss = Math.min(bigramLoss, bigramLoss(unigram, strength));
            }
            return new Baselines(Math.log(candidates), unigramLoss, bigramLoss);
        }

        private double bigramLoss(double[] unigram, double strength) {
            return questions.stream()
                    .mapToDouble(question -> {
                        double prior = unigram[question.label()];
                        if (question.previous() < 0) {
                            return -Math.log(prior);
                        }
                        long seen = pairs.get(pair(question.previous(), question.label()))[0];
                        return -Math.log((seen + strength * prior) / (followed[question.previous()] + strength));
                    })
                    .average()
                    .orElseThrow();
        }

        private static long pair(int previous, int label) {
            return ((long) previous << 32) | label;
        }
    }
}
