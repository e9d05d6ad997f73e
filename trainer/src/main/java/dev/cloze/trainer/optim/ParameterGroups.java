package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.recipe.OptimizerKind;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import dev.cloze.trainer.recipe.ParameterRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which optimiser updates which parameters, at which share of its rate and with which decay; none is empty. */
record ParameterGroups(List<Group> groups) {

    /** What the recipe without its rules tells apart. */
    private enum Part {
        /** Hidden matrices, if Muon has them. */
        MUON,
        /** Other matrices and tables. */
        DECAYED,
        /** Norms and biases. */
        UNDECAYED;

        static Part of(ParameterSpec spec, OptimizerKind kind) {
            return switch (spec.role()) {
                case HIDDEN_MATRIX -> kind == OptimizerKind.MUON ? MUON : DECAYED;
                case EMBEDDING -> DECAYED;
                case NORM, BIAS -> UNDECAYED;
            };
        }
    }

    /**
     * Parameters that are updated alike, as indices into the list of weights.
     *
     * @param optimizer of these; the rest beside Muon's is AdamW's
     * @param adapted whether LAMB measures the update by the tensor that it changes: matrices and tables
     * @param rateFactor times the optimiser's rate
     */
    record Group(
            String name,
            OptimizerKind optimizer,
            boolean adapted,
            double rateFactor,
            double weightDecay,
            List<Integer> parameters,
            List<StateList> state) {

        /** The rate of this group as a script writes it. */
        String rate() {
            String rate = optimizer == OptimizerKind.MUON ? "muon_rate" : "rate";
            return rateFactor == 1 ? rate : "torch.mul(" + rate + ", " + rateFactor + ")";
        }
    }

    /** A list of state arrays, each of its parameter's size. */
    record StateList(String name, List<Integer> parameters) {}

    /**
     * The groups of a recipe.
     *
     * @throws UsageException if a rule is left without parameters
     */
    static ParameterGroups of(List<ParameterSpec> specs, OptimizerRecipe recipe) {
        List<ParameterRule> rules = recipe.rules().orElse(List.of());
        List<Integer> firstRules = specs.stream()
                .map(spec -> IntStream.range(0, rules.size())
                        .filter(r -> rules.get(r).matches(spec.name()))
                        .findFirst()
                        .orElse(rules.size()))
                .toList();
        List<Group> groups = new ArrayList<>(groups("", specs, recipe, Optional.empty(), firstRules, rules.size()));
        for (int r = 0; r < rules.size(); r++) {
            List<Group> ofRule = groups("rule" + r + "_", specs, recipe, Optional.of(rules.get(r)), firstRules, r);
            if (ofRule.isEmpty()) {
                throw new UsageException(
                        "recipe.optimizer.rules[" + r + "].parameters",
                        "a pattern that matches the name of a parameter, and no rule before it does",
                        rules.get(r).parameters());
            }
            groups.addAll(ofRule);
        }
        return new ParameterGroups(List.copyOf(groups));
    }

    private static List<Group> groups(
            String prefix,
            List<ParameterSpec> specs,
            OptimizerRecipe recipe,
            Optional<ParameterRule> rule,
            List<Integer> firstRules,
            int number) {
        List<Group> groups = new ArrayList<>();
        for (Part part : Part.values()) {
            List<Integer> parameters = IntStream.range(0, specs.size())
                    .filter(i -> firstRules.get(i) == number && Part.of(specs.get(i), recipe.kind()) == part)
                    .boxed()
                    .toList();
            if (!parameters.isEmpty()) {
                groups.add(group(prefix, part, recipe, rule, parameters));
            }
        }
        return groups;
    }

    private static Group group(
            String prefix, Part part, OptimizerRecipe recipe, Optional<ParameterRule> rule, List<Integer> parameters) {
        double usualDecay =
                switch (part) {
                    case MUON -> recipe.muonWeightDecay();
                    case DECAYED -> recipe.weightDecay();
                    case UNDECAYED -> 0;
                };
        String name = prefix + part.name().toLowerCase(Locale.ROOT);
        Stream<String> state = part == Part.MUON
                ? Stream.of(prefix + "momenta")
                : Stream.of(name + "_first_moments", name + "_second_moments");
        OptimizerKind rest = recipe.kind() == OptimizerKind.MUON ? OptimizerKind.ADAMW : recipe.kind();
        return new Group(
                name,
                part == Part.MUON ? OptimizerKind.MUON : rest,
                part != Part.UNDECAYED,
                rule.flatMap(ParameterRule::learningRateFactor).orElse(1.0),
                rule.flatMap(ParameterRule::weightDecay).orElse(usualDecay),
                parameters,
                state.map(list -> new StateList(list, parameters)).toList());
    }

    /** The state that the groups need. */
    List<StateList> state() {
        return groups.stream().flatMap(group -> group.state().stream()).toList();
    }
}
