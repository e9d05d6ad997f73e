package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.trainer.recipe.OptimizerKind;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which rule updates which parameter, as indices into the list of weights.
 *
 * @param muon hidden matrices, if Muon has them
 * @param decayed parameters of AdamW that decay
 * @param undecayed parameters of AdamW that do not: norms and biases
 */
record ParameterGroups(List<Integer> muon, List<Integer> decayed, List<Integer> undecayed) {

    static ParameterGroups of(List<ParameterSpec> specs, OptimizerKind kind) {
        boolean useMuon = kind == OptimizerKind.MUON;
        return new ParameterGroups(
                indices(specs, spec -> useMuon && spec.role() == Role.HIDDEN_MATRIX),
                indices(specs, spec -> decays(spec) && !(useMuon && spec.role() == Role.HIDDEN_MATRIX)),
                indices(specs, spec -> !decays(spec)));
    }

    private static boolean decays(ParameterSpec spec) {
        return switch (spec.role()) {
            case HIDDEN_MATRIX, EMBEDDING -> true;
            case NORM, BIAS -> false;
        };
    }

    private static List<Integer> indices(List<ParameterSpec> specs, Predicate<ParameterSpec> predicate) {
        return IntStream.range(0, specs.size())
                .filter(i -> predicate.test(specs.get(i)))
                .boxed()
                .toList();
    }
}
