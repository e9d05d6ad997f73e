package dev.cloze.core.torch;

import java.util.List;

/**
 * Arrays that go to a script as one {@code List[Tensor]}. The list has a name of its own, and an array belongs to the
 * list that was made last with it: the route into the engine tells lists apart by the names of their arrays. The arrays'
 * scopes own them; the list owns nothing.
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
        this.arrays.forEach(array -> array.ndArray().setName(elementName(name)));
    }

    /** Refuses arrays that a later list has taken over, which the engine would count to that one. */
    void requireOwnArrays() {
        for (NativeArray array : arrays) {
            if (!elementName(name).equals(array.ndArray().getName())) {
                throw new IllegalArgumentException("list " + name + ": expected arrays of this list, got one of "
                        + array.ndArray().getName());
            }
        }
    }

    private static String elementName(String list) {
        return list + "[]";
    }

    public String name() {
        return name;
    }

    public List<NativeArray> arrays() {
        return arrays;
    }
}
