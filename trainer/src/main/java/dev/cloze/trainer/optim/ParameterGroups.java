package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.trainer.recipe.OptimizerKind;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which rule updates which parameter.
 *
 * @param muon hidden matrices, if Muon has them
 * @param decayed parameters of AdamW that decay
 * @param undecayed parameters of AdamW that do not: norms and biases
 */
record ParameterGroups(Group muon, Group decayed, Group undecayed) {

    /** Parameters under one rule, as indices into the list of weights. */
    record Group(String name, List<Integer> parameters) {}

    /** A list of state arrays, each of its parameter's size. */
    record StateList(String name, List<Integer> parameters) {}

    static ParameterGroups of(List<ParameterSpec> specs, OptimizerKind kind) {
        Predicate<ParameterSpec> byMuon = spec -> kind == OptimizerKind.MUON && spec.role() == Role.HIDDEN_MATRIX;
        return new ParameterGroups(
                group("muon", specs, byMuon),
                group("decayed", specs, byMuon.negate().and(ParameterGroups::decays)),
                group("undecayed", specs, spec -> !decays(spec)));
    }

    /** The state that the rules need; groups without parameters have none. */
    List<StateList> state() {
        return Stream.of(
                        new StateList("momenta", muon.parameters),
                        new StateList("decayed_first_moments", decayed.parameters),
                        new StateList("decayed_second_moments", decayed.parameters),
                        new StateList("undecayed_first_moments", undecayed.parameters),
                        new StateList("undecayed_second_moments", undecayed.parameters))
                .filter(list -> !list.parameters.isEmpty())
                .toList();
    }

    private static boolean decays(ParameterSpec spec) {
        return switch (spec.role()) {
            case HIDDEN_MATRIX, EMBEDDING -> true;
            case NORM, BIAS -> false;
        };
    }

    private static Group group(String name, List<ParameterSpec> specs, Predicate<ParameterSpec> predicate) {
        return new Group(
                name,
                IntStream.range(0, specs.size())
                        .filter(i -> predicate.test(specs.get(i)))
                        .boxed()
                        .toList());
    }
}
