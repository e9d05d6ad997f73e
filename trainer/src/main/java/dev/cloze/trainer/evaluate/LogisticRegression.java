package dev.cloze.trainer.evaluate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Multinomial logistic regression in double precision, deterministic: the minimum over weights W and intercepts of C times
 * the sum of the cross-entropies plus half the squares of W, found by L-BFGS (Liu and Nocedal 1989) with halved steps. The
 * objective is scikit-learn's: of two classes there is one vector, that of the second class against the first.
 */
final class LogisticRegression {
    private static final int MEMORY = 10;
    private static final int MOST_STEPS = 1_000;
    private static final double SUFFICIENT = 1e-4;
    private static final int MOST_HALVINGS = 50;

    private final int width;
    private final int vectors;
    /** For each vector its weights, then its intercept. */
    private final double[] parameters;

    private LogisticRegression(int width, int vectors, double[] parameters) {
        this.width = width;
        this.vectors = vectors;
        this.parameters = parameters;
    }

    /**
     * Fits it.
     *
     * @param features one row per example, all of one width
     * @param classes of each example, from 0
     * @param count how many classes there are, 2 or more
     * @param strength C, how much the examples count against the weights' size
     * @param tolerance the largest part of the gradient at which the search ends, per example
     */
    static LogisticRegression fit(double[][] features, int[] classes, int count, double strength, double tolerance) {
        if (features.length == 0 || features.length != classes.length || count < 2) {
            throw new IllegalArgumentException(
                    "features: expected as many examples as classes, of 2 classes or more, got " + features.length
                            + " and " + classes.length + " of " + count);
        }
        Objective objective = new Objective(features, classes, count == 2 ? 1 : count, strength);
        return new LogisticRegression(features[0].length, objective.vectors, minimum(objective, tolerance));
    }

    /** For each vector its weights. */
    double[][] weights() {
        return IntStream.range(0, vectors)
                .mapToObj(k -> Arrays.copyOfRange(parameters, k * (width + 1), k * (width + 1) + width))
                .toArray(double[][]::new);
    }

    /** For each vector its intercept. */
    double[] intercepts() {
        return IntStream.range(0, vectors)
                .mapToDouble(k -> parameters[k * (width + 1) + width])
                .toArray();
    }

    /** The most probable class; of equals the first. */
    int predict(double... features) {
        double[] scores = new double[vectors];
        scores(parameters, features, scores);
        if (vectors == 1) {
            return scores[0] > 0 ? 1 : 0;
        }
        int best = 0;
        for (int k = 1; k < vectors; k++) {
            best = scores[k] > scores[best] ? k : best;
        }
        return best;
    }

    private static void scores(double[] parameters, double[] features, double[] scores) {
        int stride = features.length + 1;
        for (int k = 0; k < scores.length; k++) {
            double sum = parameters[k * stride + features.length];
            for (int i = 0; i < features.length; i++) {
                sum += parameters[k * stride + i] * features[i];
            }
            scores[k] = sum;
        }
    }

    /** What is made small, with its gradient; both divided by C and the number of examples, so that tolerances are alike. */
    private static final class Objective {
        private final double[][] features;
        private final int[] classes;
        private final int vectors;
        private final double penalty;

        Objective(double[][] features, int[] classes, int vectors, double strength) {
            this.features = features;
            this.classes = classes;
            this.vectors = vectors;
            penalty = 1 / (strength * features.length);
        }

        int size() {
            return vectors * (features[0].length + 1);
        }

        /** The value there; the gradient is written into an array. */
        double at(double[] parameters, double[] gradient) {
            Arrays.fill(gradient, 0);
            int width = features[0].length;
            double[] scores = new double[vectors];
            double loss = 0;
            for (int n = 0; n < features.length; n++) {
                scores(parameters, features[n], scores);
                loss += vectors == 1 ? binary(scores, classes[n]) : multinomial(scores, classes[n]);
                for (int k = 0; k < vectors; k++) {
                    int from = k * (width + 1);
                    for (int i = 0; i < width; i++) {
                        gradient[from + i] += scores[k] * features[n][i];
                    }
                    gradient[from + width] += scores[k];
                }
            }
            double squares = 0;
            for (int at = 0; at < gradient.length; at++) {
                gradient[at] /= features.length;
                if (at % (width + 1) < width) {
                    gradient[at] += penalty * parameters[at];
                    squares += parameters[at] * parameters[at];
                }
            }
            return loss / features.length + penalty * squares / 2;
        }

        /** The loss; the scores become their gradient. */
        private static double multinomial(double[] scores, int label) {
            double most = Arrays.stream(scores).max().orElseThrow();
            double total = 0;
            for (double score : scores) {
                total += Math.exp(score - most);
            }
            double loss = most + Math.log(total) - scores[label];
            for (int k = 0; k < scores.length; k++) {
                scores[k] = Math.exp(scores[k] - most) / total - (k == label ? 1 : 0);
            }
            return loss;
        }

        /** The same of one score: the second class against the first. */
        private static double binary(double[] scores, int label) {
            double score = scores[0];
            double loss = Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - label * score;
            scores[0] = 1 / (1 + Math.exp(-score)) - label;
            return loss;
        }
    }

    /** A step with what it did to the gradient. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Change(double[] step, double[] gradient, double product) {}

    private static double[] minimum(Objective objective, double tolerance) {
        double[] place = new double[objective.size()];
        double[] gradient = new double[place.length];
        double value = objective.at(place, gradient);
        Deque<Change> changes = new ArrayDeque<>(); // the newest first
        for (int step = 0; step < MOST_STEPS && largest(gradient) > tolerance; step++) {
            double[] direction = direction(gradient, changes);
            double slope = dot(direction, gradient);
            double length = changes.isEmpty() ? 1 / Math.max(1, Math.sqrt(-slope)) : 1;
            double[] next = new double[place.length];
            double[] nextGradient = new double[place.length];
            double nextValue = Double.POSITIVE_INFINITY;
            for (int halving = 0; halving < MOST_HALVINGS; halving++, length /= 2) {
                for (int i = 0; i < next.length; i++) {
                    next[i] = place[i] + length * direction[i];
                }
                nextValue = objective.at(next, nextGradient);
                if (nextValue <= value + SUFFICIENT * length * slope) {
                    break;
                }
            }
            if (nextValue > value) {
                break; // as low as double precision tells
            }
            double[] stepped = minus(next, place);
            double[] turned = minus(nextGradient, gradient);
            double product = dot(stepped, turned);
            if (product > 0) { // always, but for rounding: the objective is convex
                changes.addFirst(new Change(stepped, turned, product));
                if (changes.size() > MEMORY) {
                    changes.removeLast();
                }
            }
            place = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return place;
    }

    /** Against the gradient, turned by what the last steps tell of the curvature (Nocedal and Wright 2006, algorithm 7.4). */
    private static double[] direction(double[] gradient, Deque<Change> changes) {
        double[] direction = gradient.clone();
        double[] shares = new double[changes.size()];
        int at = 0;
        for (Change change : changes) {
            shares[at] = dot(change.step, direction) / change.product;
            add(direction, -shares[at], change.gradient);
            at++;
        }
        double scale = changes.isEmpty()
                ? 1
                : changes.getFirst().product / dot(changes.getFirst().gradient, changes.getFirst().gradient);
        for (int i = 0; i < direction.length; i++) {
            direction[i] *= scale;
        }
        Iterator<Change> oldestFirst = changes.descendingIterator();
        while (oldestFirst.hasNext()) {
            Change change = oldestFirst.next();
            at--;
            add(direction, shares[at] - dot(change.gradient, direction) / change.product, change.step);
        }
        for (int i = 0; i < direction.length; i++) {
            direction[i] = -direction[i];
        }
        return direction;
    }

    private static void add(double[] sum, double factor, double[] summand) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * summand[i];
        }
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = a.clone();
        add(difference, -1, b);
        return difference;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] gradient) {
        return Arrays.stream(gradient).map(Math::abs).max().orElse(0);
    }
}
