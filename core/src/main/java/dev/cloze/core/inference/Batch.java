package dev.cloze.core.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows that go through the model together. Those of like length come together, and short ones stand behind each other in
 * one line as documents that do not see each other, so that little is padding.
 */
final class Batch {
    /** Lines of a batch together: more is not faster, and needs more memory. */
    static final int TOKENS = Integer.getInteger("x.tokens", 4096);

    /** Up to this length attention to the whole line costs little beside the layers; longer lines hold like rows only. */
    private static final int SHORT = Integer.getInteger("x.short", 128);

    private final int length;
    private final int mostPlaces;
    private final List<Member> members = new ArrayList<>();
    /** The places taken in each line. */
    private final List<Integer> taken = new ArrayList<>();

    /** A row, its number among those asked for, and where it begins in the batch. */
    record Member(int number, Row row, int start) {}

    private int places;

    private Batch(int length, int mostPlaces) {
        this.length = length;
        this.mostPlaces = mostPlaces;
    }

    /** Batches that hold every row once; each asks about {@code mostPlaces} places at most, or is one row. */
    static List<Batch> of(List<Row> rows, int mostPlaces) {
        List<Batch> batches = new ArrayList<>();
        int[] longestFirst = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> rows.get(i).length())
                        .reversed())
                .mapToInt(i -> i)
                .toArray();
        Batch open = null;
        for (int number : longestFirst) {
            if (open == null || !open.add(number, rows.get(number))) {
                open = new Batch(lineLength(rows.get(number).length()), mostPlaces);
                batches.add(open);
                open.add(number, rows.get(number));
            }
        }
        return batches;
    }

    private static int lineLength(int longest) {
        return longest;
    }

    private boolean add(int number, Row row) {
        if (2 * row.length() <= length && length > SHORT) {
            return false;
        }
        if (places > 0 && places + row.places().length > mostPlaces) {
            return false;
        }
        int line = 0;
        while (line < taken.size() && taken.get(line) + row.length() > length) {
            line++;
        }
        if (line == taken.size()) {
            if (line > 0 && (line + 1) * length > TOKENS) {
                return false;
            }
            taken.add(0);
        }
        places += row.places().length;
        members.add(new Member(number, row, line * length + taken.get(line)));
        taken.set(line, taken.get(line) + row.length());
        return true;
    }

    int lines() {
        return taken.size();
    }

    int length() {
        return length;
    }

    List<Member> members() {
        return members;
    }
}
