package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.Products;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Muon (Jordan et al. 2024): Nesterov momentum, then the nearest orthogonal matrix by five steps of a quintic
 * Newton-Schulz iteration. The update is scaled by 0.2 sqrt(max(rows, columns)), so that its size is AdamW's (Liu et
 * al. 2025, section 2.2), and weights decay decoupled. Joined projections are orthogonalised block by block. Its state is the momentum.
 */
final class Muon {
    private static final int ITERATIONS = 5;
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final double UPDATE_SIZE = 0.2;

    private Muon() {}

    /** The shape of one block. */
    private record Block(long rows, long columns) {
        static Block of(ParameterSpec spec) {
            return new Block(spec.sizes()[0] / spec.blocks(), spec.sizes()[1]);
        }

        @Override
        public String toString() {
            return rows + "x" + columns;
        }
    }

    /** Statements that update the matrices of these indices; {@code muon_rate} is a scalar. */
    static List<String> update(
            OptimizerRecipe recipe, List<ParameterSpec> specs, List<Integer> matrices, Products products) {
        Map<Block, List<Integer>> byShape = new LinkedHashMap<>();
        matrices.forEach(i -> byShape.computeIfAbsent(Block.of(specs.get(i)), shape -> new ArrayList<>())
                .add(i));
        List<String> lines = new ArrayList<>();
        byShape.forEach((shape, group) -> {
            List<Integer> places = group.stream().map(matrices::indexOf).toList();
            lines.add("momenta_" + shape + " = " + AdamW.pick("momenta", places));
            lines.addAll(updateGroup(recipe, specs, shape, group, products));
        });
        return lines;
    }

    private static List<String> updateGroup(
            OptimizerRecipe recipe, List<ParameterSpec> specs, Block shape, List<Integer> group, Products products) {
        String name = shape.toString();
        String momenta = "momenta_" + name;
        String x = "x_" + name;
        List<String> lines = new ArrayList<>();
        lines.add("new_" + name + " = " + AdamW.pick("gradients", group));
        lines.add("torch._foreach_lerp_(" + momenta + ", new_" + name + ", " + (1 - recipe.momentum()) + ")");
        lines.add("nesterov_" + name + " = torch._foreach_lerp(new_" + name + ", " + momenta + ", " + recipe.momentum()
                + ")");
        lines.add(x + " = torch.cat(" + blocks(specs, group, "nesterov_" + name, shape) + ", 0)");
        lines.addAll(orthogonalise(x, shape, products));
        double size = UPDATE_SIZE * Math.sqrt((double) Math.max(shape.rows, shape.columns));
        lines.add(x + " = torch.mul(" + x + ", torch.mul(muon_rate, " + -size + "))");
        lines.add("keep_" + name + " = torch.sub(1., torch.mul(muon_rate, " + recipe.muonWeightDecay() + "))");
        int from = 0;
        for (int i : group) {
            int to = from + specs.get(i).blocks();
            String update = "torch.flatten(torch.slice(" + x + ", 0, " + from + ", " + to + "), 0, 1)";
            lines.add("_w" + i + " = torch.add_(torch.mul_(weights[" + i + "], keep_" + name + "), " + update + ")");
            from = to;
        }
        return lines;
    }

    private static String blocks(List<ParameterSpec> specs, List<Integer> group, String list, Block shape) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            int count = specs.get(group.get(i)).blocks();
            parts.add("torch.unflatten(" + list + "[" + i + "], 0, [" + count + ", " + shape.rows + "])");
        }
        return parts.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    /** The iteration on the smaller side, which costs less: a matrix with more rows than columns is turned first. */
    private static List<String> orthogonalise(String x, Block shape, Products products) {
        String turned = "torch.transpose(" + x + ", -2, -1)";
        boolean tall = shape.rows > shape.columns;
        List<String> lines = new ArrayList<>();
        if (tall) {
            lines.add(x + " = " + turned);
        }
        String norm = "torch.linalg_matrix_norm(" + x + ", \"fro\", [-2, -1], True)";
        lines.add(x + " = torch.div(" + x + ", torch.add(" + norm + ", 1.0e-7))");
        String list = x + "_list";
        lines.add(list + " = annotate(List[Tensor], [])");
        lines.add("for y in torch.unbind(" + x + "):");
        lines.add("  for i in range(" + ITERATIONS + "):");
        // A product is with the transpose of its second matrix; a is symmetric.
        lines.add("    a = " + products.write("y", 2, "y", "None"));
        lines.add("    b = torch.add(torch.mul(a, " + B + "), " + products.write("a", 2, "a", "None") + ", alpha=" + C
                + ")");
        lines.add("    y = torch.add(" + products.write("b", 2, "torch.t(y)", "None") + ", y, alpha=" + A + ")");
        lines.add("  _y = torch.append(" + list + ", y)");
        lines.add(x + " = torch.stack(" + list + ")");
        if (tall) {
            lines.add(x + " = " + turned);
        }
        return lines;
    }
}
