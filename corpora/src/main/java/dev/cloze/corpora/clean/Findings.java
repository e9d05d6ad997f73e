package dev.cloze.corpora.clean;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the findings of one stage in one text: per reason the count, the characters and the first sample. */
final class Findings {
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    private static final class Tally {
        private final String sample;
        private long count;
        private long characters;

        Tally(String sample) {
            this.sample = sample;
        }
    }

    boolean isFirst(String reason) {
        return !tallies.containsKey(reason);
    }

    /** Adds one occurrence; the sample counts only if it is the reason's first. */
    void add(String reason, long characters, String sample) {
        Tally tally = tallies.computeIfAbsent(reason, first -> new Tally(sample));
        tally.count++;
        tally.characters += characters;
    }

    /** Adds one occurrence, a place of a text. */
    void add(String reason, CharSequence text, int start, int end) {
        add(reason, end - start, isFirst(reason) ? Sample.around(text, start, end) : "");
    }

    List<Finding> list() {
        return tallies.entrySet().stream()
                .map(each -> new Finding(
                        each.getKey(), each.getValue().count, each.getValue().characters, each.getValue().sample))
                .toList();
    }

    /** The text as it is now is kept, unless nothing is left of it. */
    Outcome keep(String stage, String before, String after) {
        if (after.isBlank()) {
            return remove(stage + ".nothing-left", "some text", "none", Sample.beginning(before));
        }
        return new Outcome.Kept(after, list());
    }

    Outcome remove(String reason, String expected, String got, String sample) {
        return new Outcome.Removed(new Removal(reason, expected, got, sample), list());
    }
}
