package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.Products;
import dev.cloze.trainer.optim.ParameterGroups.Group;
import dev.cloze.trainer.recipe.MuonIteration;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Muon (Jordan et al. 2024): Nesterov momentum, then nearly the nearest orthogonal matrix by five quintic steps, of
 * Newton and Schulz or of Polar Express. The update is scaled by 0.2 sqrt(max(rows, columns)), so that its size is AdamW's (Liu et
 * al. 2025, section 2.2), and weights decay decoupled. Joined projections are orthogonalised block by block. Its state is the momentum.
 */
final class Muon {
    private static final List<Polynomial> NEWTON_SCHULZ =
            Collections.nCopies(5, new Polynomial(3.4445, -4.7750, 2.0315));

    /** The first five of Amsel et al. 2025, algorithm 1, before their margin. */
    private static final List<Polynomial> POLAR_EXPRESS = List.of(
            new Polynomial(8.28721201814563, -23.595886519098837, 17.300387312530933),
            new Polynomial(4.107059111542203, -2.9478499167379106, 0.5448431082926601),
            new Polynomial(3.9486908534822946, -2.908902115962949, 0.5518191394370137),
            new Polynomial(3.3184196573706015, -2.488488024314874, 0.51004894012372),
            new Polynomial(2.300652019954817, -1.6689039845747493, 0.4188073119525673));

    /** How much larger than 1 Polar Express takes singular values to be, so that rounding does not lead astray. */
    private static final double MARGIN = 1.01;

    private static final double UPDATE_SIZE = 0.2;

    private Muon() {}

    /** a x + b x^3 + c x^5, of singular values. */
    private record Polynomial(double a, double b, double c) {
        Polynomial ofLarger(double margin) {
            return new Polynomial(a / margin, b / Math.pow(margin, 3), c / Math.pow(margin, 5));
        }
    }

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

    /** Statements that update a group of matrices; {@code muon_rate} is a scalar. */
    static List<String> update(OptimizerRecipe recipe, List<ParameterSpec> specs, Group matrices, Products products) {
        Map<Block, List<Integer>> byShape = new LinkedHashMap<>();
        matrices.parameters()
                .forEach(i -> byShape.computeIfAbsent(Block.of(specs.get(i)), shape -> new ArrayList<>())
                        .add(i));
        List<String> lines = new ArrayList<>();
        byShape.forEach((shape, group) -> {
            List<Integer> places =
                    group.stream().map(matrices.parameters()::indexOf).toList();
            lines.add("momenta_" + shape + " = "
                    + AdamW.pick(matrices.state().get(0).name(), places));
            lines.addAll(updateShape(recipe, specs, matrices, shape, group, products));
        });
        return lines;
    }

    private static List<String> updateShape(
            OptimizerRecipe recipe,
            List<ParameterSpec> specs,
            Group matrices,
            Block shape,
            List<Integer> group,
            Products products) {
        String name = shape.toString();
        String momenta = "momenta_" + name;
        String x = "x_" + name;
        List<String> lines = new ArrayList<>();
        lines.add("new_" + name + " = " + AdamW.pick("gradients", group));
        lines.add("torch._foreach_lerp_(" + momenta + ", new_" + name + ", " + (1 - recipe.momentum()) + ")");
        lines.add("nesterov_" + name + " = torch._foreach_lerp(new_" + name + ", " + momenta + ", " + recipe.momentum()
                + ")");
        lines.add(x + " = torch.cat(" + blocks(specs, group, "nesterov_" + name, shape) + ", 0)");
        lines.addAll(orthogonalise(x, shape, recipe.muonIteration().orElse(MuonIteration.NEWTON_SCHULZ), products));
        double size = UPDATE_SIZE * Math.sqrt((double) Math.max(shape.rows, shape.columns));
        lines.add(x + " = torch.mul(" + x + ", torch.mul(" + matrices.rate() + ", " + -size + "))");
        lines.add("keep_" + name + " = torch.sub(1., torch.mul(" + matrices.rate() + ", " + matrices.weightDecay()
                + "))");
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
    private static List<String> orthogonalise(String x, Block shape, MuonIteration iteration, Products products) {
        String turned = "torch.transpose(" + x + ", -2, -1)";
        boolean tall = shape.rows > shape.columns;
        List<String> lines = new ArrayList<>();
        if (tall) {
            lines.add(x + " = " + turned);
        }
        String norm = "torch.linalg_matrix_norm(" + x + ", \"fro\", [-2, -1], True)";
        if (iteration == MuonIteration.POLAR_EXPRESS) {
            norm = "torch.mul(" + norm + ", " + MARGIN + ")";
        }
        lines.add(x + " = torch.div(" + x + ", torch.add(" + norm + ", 1.0e-7))");
        String list = x + "_list";
        lines.add(list + " = annotate(List[Tensor], [])");
        lines.add("for y in torch.unbind(" + x + "):");
        for (Polynomial p : polynomials(iteration)) {
            // A product is with the transpose of its second matrix; a is symmetric.
            lines.add("  a = " + products.write("y", 2, "y", "None"));
            lines.add("  b = torch.add(torch.mul(a, " + p.b + "), " + products.write("a", 2, "a", "None") + ", alpha="
                    + p.c + ")");
            lines.add("  y = torch.add(" + products.write("b", 2, "torch.t(y)", "None") + ", y, alpha=" + p.a + ")");
        }
        lines.add("  _y = torch.append(" + list + ", y)");
        lines.add(x + " = torch.stack(" + list + ")");
        if (tall) {
            lines.add(x + " = " + turned);
        }
        return lines;
    }

    private static List<Polynomial> polynomials(MuonIteration iteration) {
        return switch (iteration) {
            case NEWTON_SCHULZ -> NEWTON_SCHULZ;
            case POLAR_EXPRESS ->
                POLAR_EXPRESS.stream().map(p -> p.ofLarger(MARGIN)).toList();
        };
    }
}
