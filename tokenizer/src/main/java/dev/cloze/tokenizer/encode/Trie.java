package dev.cloze.tokenizer.encode;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A set of strings with a number for each, walked code point by code point; a double array (Aoe 1989): the child of a node
 * by a character stands at the node's base plus the character's code, and names its parent to prove that it is one.
 * Node 0 is the root.
 */
final class Trie {
    /** No such node, and no such string. */
    static final int NONE = -1;

    private static final int UNCODED = 0;

    /** For each code point its code, the smallest for the most frequent, or {@link #UNCODED}. */
    private final int[] codes;

    /** For each node its parent in the upper half, {@link #NONE} where there is no node, and its base in the lower. */
    private long[] nodes = new long[1 << 8];

    private int[] values = new int[1 << 8];

    /** Before this place hardly any is free. */
    private int firstFree = 1;

    /** The strings of a map with their numbers, which are not negative. */
    Trie(Map<String, Integer> numbers) {
        codes = codes(numbers);
        Arrays.fill(nodes, node(NONE, 0));
        Arrays.fill(values, NONE);
        List<Coded> strings = numbers.entrySet().stream()
                .map(entry -> new Coded(coded(entry.getKey()), entry.getValue()))
                .sorted((a, b) -> Arrays.compare(a.codes, b.codes))
                .toList();
        Queue<Branch> branches = new ArrayDeque<>();
        branches.add(new Branch(0, 0, strings));
        while (!branches.isEmpty()) {
            grow(branches.remove(), branches);
        }
    }

    /** A string by the codes of its code points. */
    private static final class Coded {
        private final int[] codes;
        private final int value;

        Coded(int[] codes, int value) {
            this.codes = codes;
            this.value = value;
        }
    }

    /** The strings, in their order, whose first characters lead to a node. */
    private record Branch(int node, int depth, List<Coded> strings) {}

    private static int[] codes(Map<String, Integer> numbers) {
        Map<Integer, Integer> counts = new HashMap<>();
        numbers.keySet().forEach(text -> text.codePoints().forEach(c -> counts.merge(c, 1, Integer::sum)));
        List<Integer> frequentFirst = counts.keySet().stream()
                .sorted(Comparator.comparingInt((Integer c) -> -counts.get(c)).thenComparingInt(c -> c))
                .toList();
        int[] codes =
                new int[counts.keySet().stream().mapToInt(c -> c + 1).max().orElse(0)];
        for (int i = 0; i < frequentFirst.size(); i++) {
            codes[frequentFirst.get(i)] = i + 1;
        }
        return codes;
    }

    private int[] coded(String text) {
        return text.codePoints().map(c -> codes[c]).toArray();
    }

    /** Gives a node its value and its children, to which further branches lead. */
    private void grow(Branch branch, Queue<Branch> branches) {
        int depth = branch.depth();
        List<Coded> strings = branch.strings();
        if (!strings.isEmpty() && strings.get(0).codes.length == depth) {
            values[branch.node()] = strings.get(0).value;
            strings = strings.subList(1, strings.size());
        }
        if (strings.isEmpty()) {
            return;
        }
        int[] children =
                strings.stream().mapToInt(each -> each.codes[depth]).distinct().toArray();
        int base = freeBase(children);
        nodes[branch.node()] = node(parent(branch.node()), base);
        int from = 0;
        for (int code : children) {
            int to = from;
            while (to < strings.size() && strings.get(to).codes[depth] == code) {
                to++;
            }
            nodes[base + code] = node(branch.node(), 0);
            branches.add(new Branch(base + code, depth + 1, strings.subList(from, to)));
            from = to;
        }
    }

    /** The first base from which the places of all children are free. */
    private int freeBase(int... children) {
        int passed = 0;
        for (int place = Math.max(firstFree, children[0]); ; place++) {
            int base = place - children[0];
            reserve(base + children[children.length - 1]);
            if (parent(place) != NONE) {
                passed++;
            } else if (Arrays.stream(children).allMatch(code -> parent(base + code) == NONE)) {
                if (passed * 20L > (place - firstFree) * 19L) {
                    firstFree = place;
                }
                return base;
            }
        }
    }

    private void reserve(int place) {
        int size = nodes.length;
        if (place >= size) {
            int larger = Math.max(place + 1, size * 2);
            nodes = Arrays.copyOf(nodes, larger);
            values = Arrays.copyOf(values, larger);
            Arrays.fill(nodes, size, larger, node(NONE, 0));
            Arrays.fill(values, size, larger, NONE);
        }
    }

    private static long node(int parent, int base) {
        return (long) parent << 32 | base;
    }

    private int parent(int place) {
        return (int) (nodes[place] >> 32);
    }

    /** The node to which a code point leads from a node, or {@link #NONE}. */
    int next(int node, int codePoint) {
        int code = codePoint < codes.length ? codes[codePoint] : UNCODED;
        int place = (int) nodes[node] + code;
        return code != UNCODED && place < nodes.length && parent(place) == node ? place : NONE;
    }

    /** The number of the string that ends with a node, or {@link #NONE}. */
    int value(int node) {
        return values[node];
    }
}
