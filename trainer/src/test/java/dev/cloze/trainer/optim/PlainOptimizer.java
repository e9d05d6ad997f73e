package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.trainer.recipe.OptimizerKind;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** AdamW and Muon as their papers write them, in plain Java and float64. */
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
            if (recipe.kind() == OptimizerKind.MUON && specs.get(i).role() == Role.HIDDEN_MATRIX) {
                muon(i, gradient, muonRate);
            } else {
                adamW(i, gradient, number, rate);
            }
        }
        return norm;
    }

    private void adamW(int parameter, double[] gradient, int number, double rate) {
        Role role = specs.get(parameter).role();
        double decay = role == Role.HIDDEN_MATRIX || role == Role.EMBEDDING ? recipe.weightDecay() : 0;
        double[] w = weights.get(parameter);
        double[] m = first.get(parameter);
        double[] v = second.get(parameter);
        for (int j = 0; j < w.length; j++) {
            m[j] = recipe.beta1() * m[j] + (1 - recipe.beta1()) * gradient[j];
            v[j] = recipe.beta2() * v[j] + (1 - recipe.beta2()) * gradient[j] * gradient[j];
            double mean = m[j] / (1 - Math.pow(recipe.beta1(), number));
            double square = v[j] / (1 - Math.pow(recipe.beta2(), number));
            w[j] -= rate * (mean / (Math.sqrt(square) + recipe.epsilon()) + decay * w[j]);
        }
    }

    private void muon(int parameter, double[] gradient, double rate) {
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
                w[place] = w[place] * (1 - rate * recipe.muonWeightDecay())
                        - rate * size * direction[j / columns][j % columns];
            }
        }
    }

    private static double[][] orthogonal(double[][] matrix) {
        double squares = 0;
        for (double[] row : matrix) {
            squares += Arrays.stream(row).map(a -> a * a).sum();
        }
        double norm = Math.sqrt(squares) + 1e-7;
        double[][] x = combine(matrix, 1 / norm, matrix, 0);
        for (int i = 0; i < 5; i++) {
            double[][] a = product(x, transposed(x));
            double[][] b = combine(a, -4.7750, product(a, a), 2.0315);
            x = combine(x, 3.4445, product(b, x), 1);
        }
        return x;
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
