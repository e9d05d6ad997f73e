package dev.cloze.core.torch;

import java.util.List;

/**
 * Arrays that go to a script as one {@code List[Tensor]}. The list has a name of its own, and an array belongs to one
 * list: the route into the engine tells lists apart by the names of their arrays.
 */
public final class NativeArrayList implements NativeArgument {
    private final String name;
    private final List<NativeArray> arrays;

    /** A list under a name that no other list of the same call has. */
    public NativeArrayList(String name, List<NativeArray> arrays) {
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException("list " + name + ": expected at least one array, got none");
        }
        this.name = name;
        this.arrays = List.copyOf(arrays);
        this.arrays.forEach(array -> array.ndArray().setName(name + "[]"));
    }

    public String name() {
        return name;
    }

    public List<NativeArray> arrays() {
        return arrays;
    }
}
