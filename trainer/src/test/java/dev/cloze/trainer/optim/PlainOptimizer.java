package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.trainer.recipe.MuonIteration;
import dev.cloze.trainer.recipe.OptimizerKind;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import dev.cloze.trainer.recipe.ParameterRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The optimisers as their papers write them, in plain Java and float64. */
final class PlainOptimizer {
    private final OptimizerRecipe recipe;
    private final List<ParameterSpec> specs;
    private final List<double[]> weights = new ArrayList<>();
    private final List<double[]> first = new ArrayList<>();
    private final List<double[]> second = new ArrayList<>();

    PlainOptimizer(OptimizerRecipe recipe, List<ParameterSpec> specs, long seed) {
        this.recipe = recipe;
        this.specs = specs;
        for (ParameterSpec spec : specs) {
            float[] floats = spec.initialValues(seed);
            double[] values = new double[floats.length];
            Arrays.setAll(values, i -> floats[i]);
            weights.add(values);
            first.add(new double[values.length]);
            second.add(new double[values.length]);
        }
    }

    List<double[]> weights() {
        return weights;
    }

    /** One step; the norm of all gradients before clipping. */
    double step(List<float[]> gradients, int number, double rate, double muonRate) {
        double squares = 0;
        for (float[] gradient : gradients) {
            for (float one : gradient) {
                squares += (double) one * one;
            }
        }
        double norm = Math.sqrt(squares);
        double factor = Math.min(1, recipe.gradientNormLimit() / (norm + 1e-6));
        for (int i = 0; i < specs.size(); i++) {
            float[] raw = gradients.get(i);
            double[] gradient = new double[raw.length];
            Arrays.setAll(gradient, j -> raw[j] * factor);
            boolean byMuon = recipe.kind() == OptimizerKind.MUON && specs.get(i).role() == Role.HIDDEN_MATRIX;
            Optional<ParameterRule> rule = rule(specs.get(i));
            double share = rule.flatMap(ParameterRule::learningRateFactor).orElse(1.0);
            double usual = byMuon ? recipe.muonWeightDecay() : isMatrix(i) ? recipe.weightDecay() : 0;
            double decay = rule.flatMap(ParameterRule::weightDecay).orElse(usual);
            if (byMuon) {
                muon(i, gradient, share * muonRate, decay);
            } else {
                adam(i, gradient, number, share * rate, decay);
            }
        }
        return norm;
    }

    private Optional<ParameterRule> rule(ParameterSpec spec) {
        return recipe.rules().orElse(List.of()).stream()
                .filter(rule -> rule.matches(spec.name()))
                .findFirst();
    }

    private boolean isMatrix(int parameter) {
        Role role = specs.get(parameter).role();
        return role == Role.HIDDEN_MATRIX || role == Role.EMBEDDING;
    }

    private void adam(int parameter, double[] gradient, int number, double rate, double decay) {
        double[] w = weights.get(parameter);
        double[] m = first.get(parameter);
        double[] v = second.get(parameter);
        double[] direction = new double[w.length];
        double excess = 0;
        for (int j = 0; j < w.length; j++) {
            m[j] = recipe.beta1() * m[j] + (1 - recipe.beta1()) * gradient[j];
            v[j] = recipe.beta2() * v[j] + (1 - recipe.beta2()) * gradient[j] * gradient[j];
            double mean = m[j] / (1 - Math.pow(recipe.beta1(), number));
            double square = v[j] / (1 - Math.pow(recipe.beta2(), number));
            direction[j] = mean / (Math.sqrt(square) + recipe.epsilon()) + decay * w[j];
            excess += gradient[j] * gradient[j] / Math.max(square, recipe.epsilon() * recipe.epsilon()) / w.length;
        }
        double size =
                switch (recipe.kind()) {
                    case STABLE_ADAMW -> rate / Math.max(1, Math.sqrt(excess));
                    case LAMB -> isMatrix(parameter) ? rate * norm(w) / norm(direction) : rate;
                    case ADAMW, MUON -> rate;
                };
        for (int j = 0; j < w.length; j++) {
            w[j] -= size * direction[j];
        }
    }

    private static double norm(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(a -> a * a).sum());
    }

    private void muon(int parameter, double[] gradient, double rate, double decay) {
        ParameterSpec spec = specs.get(parameter);
        int columns = (int) spec.sizes()[1];
        int rows = (int) spec.sizes()[0] / spec.blocks();
        double[] m = first.get(parameter);
        double[] w = weights.get(parameter);
        for (int j = 0; j < m.length; j++) {
            m[j] = recipe.momentum() * m[j] + (1 - recipe.momentum()) * gradient[j];
            gradient[j] = (1 - recipe.momentum()) * gradient[j] + recipe.momentum() * m[j];
        }
        double size = 0.2 * Math.sqrt(Math.max(rows, columns));
        for (int block = 0; block < spec.blocks(); block++) {
            double[][] x = new double[rows][];
            for (int r = 0; r < rows; r++) {
                int from = (block * rows + r) * columns;
                x[r] = Arrays.copyOfRange(gradient, from, from + columns);
            }
            double[][] direction = orthogonal(x);
            for (int j = 0; j < rows * columns; j++) {
                int place = block * rows * columns + j;
                w[place] = w[place] * (1 - rate * decay) - rate * size * direction[j / columns][j % columns];
            }
        }
    }

    private double[][] orthogonal(double[][] matrix) {
        double squares = 0;
        for (double[] row : matrix) {
            squares += Arrays.stream(row).map(a -> a * a).sum();
        }
        boolean best = recipe.muonIteration().equals(Optional.of(MuonIteration.POLAR_EXPRESS));
        double norm = Math.sqrt(squares) * (best ? 1.01 : 1) + 1e-7;
        double[][] x = combine(matrix, 1 / norm, matrix, 0);
        for (int i = 0; i < 5; i++) {
            double[] polynomial = best ? polarExpress(i) : new double[] {3.4445, -4.7750, 2.0315};
            double[][] a = product(x, transposed(x));
            double[][] b = combine(a, polynomial[1], product(a, a), polynomial[2]);
            x = combine(x, polynomial[0], product(b, x), 1);
        }
        return x;
    }

    /** Amsel et al. 2025, algorithm 1. */
    private static double[] polarExpress(int step) {
        double[][] published = {
            {8.28721201814563, -23.595886519098837, 17.300387312530933},
            {4.107059111542203, -2.9478499167379106, 0.5448431082926601},
            {3.9486908534822946, -2.908902115962949, 0.5518191394370137},
            {3.3184196573706015, -2.488488024314874, 0.51004894012372},
            {2.300652019954817, -1.6689039845747493, 0.4188073119525673}
        };
        double[] p = published[step];
        return new double[] {p[0] / 1.01, p[1] / Math.pow(1.01, 3), p[2] / Math.pow(1.01, 5)};
    }

    private static double[][] combine(double[][] x, double alpha, double[][] y, double beta) {
        double[][] result = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[0].length; j++) {
                result[i][j] = alpha * x[i][j] + beta * y[i][j];
            }
        }
        return result;
    }

    private static double[][] product(double[][] x, double[][] y) {
        double[][] result = new double[x.length][y[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y[0].length; j++) {
                for (int k = 0; k < y.length; k++) {
                    result[i][j] += x[i][k] * y[k][j];
                }
            }
        }
        return result;
    }

    private static double[][] transposed(double[][] x) {
        double[][] result = new double[x[0].length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[0].length; j++) {
                result[j][i] = x[i][j];
            }
        }
        return result;
    }
}
