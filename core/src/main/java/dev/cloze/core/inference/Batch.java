package dev.cloze.core.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Rows that go through the model together, in lines of one length. Short rows share a line, behind each other as documents
 * that do not see each other; a long one has a line to itself, beside others of like length. So little is padding.
 */
final class Batch {
    /** What the lines of a batch hold together: more is not faster, and needs more memory. */
    static final int TOKENS = 4096;

    /** Up to this length attention to a whole line, most of it in vain, costs little beside the layers. */
    private static final int SHORT = 128;

    /** A long line may have this part of its length as padding; else its row goes into another batch. */
    private static final int PADDING = 8;

    private final int length;
    private final List<Member> members = new ArrayList<>();
    private int lines;
    private int places;

    /** A row, its number among those asked for, and where it begins in the batch. */
    record Member(int number, Row row, int start) {}

    private Batch(int length) {
        this.length = length;
    }

    /** Batches that hold every row once; each asks about {@code mostPlaces} places at most, or is one row. */
    static List<Batch> of(List<Row> rows, int mostPlaces) {
        Packing packing = new Packing(mostPlaces);
        IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> rows.get(i).length())
                        .reversed())
                .forEach(number -> packing.add(number, rows.get(number)));
        return packing.batches;
    }

    /** Best-fit decreasing: a row goes where the least room is left (Johnson et al. 1974). */
    private static final class Packing {
        private final int mostPlaces;
        private final List<Batch> batches = new ArrayList<>();
        /** Rests of lines by their length. */
        private final TreeMap<Integer, Deque<Rest>> rests = new TreeMap<>();

        /** What is free of a line. */
        private record Rest(Batch batch, int start, int length) {}

        Packing(int mostPlaces) {
            this.mostPlaces = mostPlaces;
        }

        void add(int number, Row row) {
            Rest rest = rest(row);
            Batch batch = rest.batch;
            batch.members.add(new Member(number, row, rest.start));
            batch.places += row.places().length;
            keep(new Rest(batch, rest.start + row.length(), rest.length - row.length()));
        }

        private Rest rest(Row row) {
            Map.Entry<Integer, Deque<Rest>> fit = rests.ceilingEntry(row.length());
            while (fit != null) {
                Rest rest = fit.getValue().remove();
                if (fit.getValue().isEmpty()) {
                    rests.remove(fit.getKey());
                }
                if (asks(rest.batch, row)) {
                    return rest;
                }
                fit = rests.ceilingEntry(row.length()); // a batch that is asked enough takes no more
            }
            return line(row);
        }

        private Rest line(Row row) {
            Batch last = batches.isEmpty() ? null : batches.get(batches.size() - 1);
            boolean joins = last != null
                    && (last.lines + 1) * last.length <= TOKENS
                    && (last.length <= SHORT || last.length - row.length() <= last.length / PADDING)
                    && asks(last, row);
            Batch batch = joins ? last : new Batch(row.length());
            if (!joins) {
                batches.add(batch);
            }
            return new Rest(batch, batch.lines++ * batch.length, batch.length);
        }

        private boolean asks(Batch batch, Row row) {
            return batch.places + row.places().length <= mostPlaces;
        }

        private void keep(Rest rest) {
            if (rest.batch.length <= SHORT && rest.length > 0) {
                rests.computeIfAbsent(rest.length, length -> new ArrayDeque<>()).add(rest);
            }
        }
    }

    int lines() {
        return lines;
    }

    int length() {
        return length;
    }

    List<Member> members() {
        return members;
    }
}
