package dev.cloze.core.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A model and its loss as data: tensors in the order in which they were made, each the result of one operation on
 * earlier ones. A graph may hold more than one method needs; a reader asks for what leads to the outputs it wants.
 */
public final class Graph {
    private final List<Tensor> tensors = new ArrayList<>();
    private final IdentityHashMap<Operation, Integer> places = new IdentityHashMap<>();
    private final Set<String> leafNames = new HashSet<>();
    private final Set<Operation> cuts = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What a caller gives at each run. */
    public Tensor input(String name, ElementType type, Dim... dims) {
        return leaf(new Operation.Input(name, Shape.of(dims), type), name);
    }

    /** A trained tensor. */
    public Tensor parameter(String name, Shape shape) {
        return leaf(new Operation.Parameter(name, shape), name);
    }

    /** All parameters in the order of their declaration, which is the order of every list of weights. */
    public List<Operation.Parameter> parameters() {
        return only(Operation.Parameter.class, tensors);
    }

    /** The inputs that the outputs depend on, in the order of their declaration. */
    public List<Operation.Input> inputs(Collection<Tensor> outputs) {
        return only(Operation.Input.class, leadingTo(outputs));
    }

    /** The tensors that the outputs depend on, themselves included, operands first. */
    public List<Tensor> leadingTo(Collection<Tensor> outputs) {
        Set<Integer> seen = new HashSet<>();
        outputs.forEach(output -> mark(output, seen));
        List<Tensor> result = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            if (seen.contains(i)) {
                result.add(tensors.get(i));
            }
        }
        return result;
    }

    Tensor add(Operation operation, String name) {
        for (Tensor operand : operation.operands()) {
            if (!places.containsKey(operand.operation())) {
                throw new IllegalArgumentException("graph: expected operands of this graph, got " + operand);
            }
        }
        Tensor tensor = new Tensor(this, operation, name);
        places.put(operation, tensors.size());
        tensors.add(tensor);
        return tensor;
    }

    void cut(Tensor tensor) {
        cuts.add(tensor.operation());
    }

    boolean isCut(Tensor tensor) {
        return cuts.contains(tensor.operation());
    }

    Tensor rename(Tensor tensor, String name) {
        Tensor renamed = new Tensor(this, tensor.operation(), name);
        tensors.set(places.get(tensor.operation()), renamed);
        return renamed;
    }

    private Tensor leaf(Operation operation, String name) {
        if (!leafNames.add(name)) {
            throw new IllegalArgumentException("graph: expected each name once, got " + name + " again");
        }
        return add(operation, name);
    }

    private void mark(Tensor tensor, Set<Integer> seen) {
        Integer place = places.get(tensor.operation());
        if (place == null) {
            throw new IllegalArgumentException("graph: expected a tensor of this graph, got " + tensor);
        }
        if (seen.add(place)) {
            tensor.operation().operands().forEach(operand -> mark(operand, seen));
        }
    }

    private static <T extends Operation> List<T> only(Class<T> kind, List<Tensor> tensors) {
        return tensors.stream()
                .map(Tensor::operation)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
