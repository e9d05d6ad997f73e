package dev.cloze.core.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way to an output in pieces, cut where the graph may be ({@link Tensor#cut}): of the results of earlier pieces each
 * needs only the last one's last. So a piece can run again by itself, from what went in.
 *
 * @param common what depends on no parameter, operands first; every piece may use it
 * @param pieces in the order in which they run; each has its parameters and results, operands first, its own result last
 */
public record Segments(List<Tensor> common, List<List<Tensor>> pieces) {

    public Segments {
        common = List.copyOf(common);
        pieces = pieces.stream().map(List::copyOf).toList();
    }

    /**
     * Cuts the way to an output.
     *
     * @throws IllegalArgumentException if a piece would need more of the earlier ones than the last one's result
     */
    public static Segments of(Graph graph, Tensor output) {
        List<Tensor> common = new ArrayList<>();
        List<Set<Tensor>> pieces = new ArrayList<>();
        IdentityHashMap<Operation, Integer> places = new IdentityHashMap<>();
        IdentityHashMap<Operation, Tensor> parameters = new IdentityHashMap<>();
        Set<Integer> ended = new HashSet<>();
        Set<Operation> cuts = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor tensor : graph.leadingTo(List.of(output))) {
            Operation operation = tensor.operation();
            if (operation instanceof Operation.Parameter) {
                parameters.put(operation, tensor);
                continue;
            }
            List<Integer> needed = operation.operands().stream()
                    .map(Tensor::operation)
                    .filter(places::containsKey)
                    .map(operand -> places.get(operand) + (cuts.contains(operand) ? 1 : 0))
                    .distinct()
                    .toList();
            boolean hasParameter =
                    operation.operands().stream().anyMatch(operand -> parameters.containsKey(operand.operation()));
            if (needed.isEmpty() && !hasParameter) {
                common.add(tensor);
                continue;
            }
            int place = needed.isEmpty() ? 0 : needed.get(0);
            if (needed.size() > 1 || ended.contains(place)) {
                throw new IllegalArgumentException("cut: expected one tensor between two segments, got also " + tensor);
            }
            places.put(operation, place);
            if (graph.isCut(tensor)) {
                cuts.add(operation);
                ended.add(place);
            }
            if (place == pieces.size()) {
                pieces.add(new LinkedHashSet<>());
            }
            for (Tensor operand : operation.operands()) {
                if (parameters.containsKey(operand.operation())) {
                    pieces.get(place).add(parameters.get(operand.operation()));
                }
            }
            pieces.get(place).add(tensor);
        }
        return new Segments(common, pieces.stream().map(List::copyOf).toList());
    }
}
