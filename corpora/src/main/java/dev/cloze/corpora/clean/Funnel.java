package dev.cloze.corpora.clean;

import dev.cloze.corpora.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what goes into and comes out of each stage, with reasons and the first examples of each. One thread fills a
 * funnel; funnels of batches are joined by {@link #append} in the order of the batches and then say the same as one
 * funnel that saw all documents, whatever the batches were.
 */
public final class Funnel {
    /** The examples kept of each reason: the first in the order of documents. */
    public static final int EXAMPLES = 3;

    private final List<Tally> tallies;
    private Volume entered = Volume.NONE;

    /**
     * What one stage did.
     *
     * @param changed the documents that went on with another text
     * @param reasons by name
     */
    public record StageCounts(String stage, Volume in, Volume out, long changed, List<ReasonCounts> reasons) {}

    /**
     * What one stage did for one reason.
     *
     * @param documents the documents in which it was found
     * @param removed how many of them were removed for it
     * @param occurrences how often it was found; a removal is one
     * @param characters the UTF-16 units removed or replaced
     * @param examples the first, one per document
     */
    public record ReasonCounts(
            String reason, long documents, long removed, long occurrences, long characters, List<Example> examples) {
        private ReasonCounts plus(ReasonCounts later) {
            List<Example> first = new ArrayList<>(examples);
            later.examples.stream().limit(EXAMPLES - examples.size()).forEach(first::add);
            return new ReasonCounts(
                    reason,
                    documents + later.documents,
                    removed + later.removed,
                    occurrences + later.occurrences,
                    characters + later.characters,
                    List.copyOf(first));
        }
    }

    /**
     * A place to look at.
     *
     * @param what the rule and the value measured, empty for a change
     */
    public record Example(String source, long section, String sample, String what) {}

    private static final class Tally {
        private final String stage;
        private final Map<String, ReasonCounts> reasons = new TreeMap<>();
        private Volume in = Volume.NONE;
        private Volume out = Volume.NONE;
        private long changed;

        Tally(String stage) {
            this.stage = stage;
        }

        void add(ReasonCounts counts) {
            reasons.merge(counts.reason(), counts, ReasonCounts::plus);
        }

        void add(Document document, List<Finding> findings) {
            for (Finding each : findings) {
                Example example = new Example(document.source(), document.section(), each.sample(), "");
                add(new ReasonCounts(each.reason(), 1, 0, each.count(), each.characters(), List.of(example)));
            }
        }
    }

    Funnel(List<String> stages) {
        tallies = stages.stream().map(Tally::new).toList();
    }

    void enter(Volume volume) {
        entered = entered.plus(volume);
    }

    void kept(int stage, Document document, TextIndex before, TextIndex after, List<Finding> findings) {
        Tally tally = tallies.get(stage);
        tally.in = tally.in.plus(Volume.of(before));
        tally.out = tally.out.plus(Volume.of(after));
        tally.changed += after == before ? 0 : 1;
        tally.add(document, findings);
    }

    void removed(int stage, Document document, TextIndex before, Outcome.Removed outcome) {
        Tally tally = tallies.get(stage);
        tally.in = tally.in.plus(Volume.of(before));
        tally.add(document, outcome.findings());
        Removal why = outcome.removal();
        Example example = new Example(
                document.source(),
                document.section(),
                why.sample(),
                "expected " + why.expected() + ", got " + why.got());
        tally.add(new ReasonCounts(why.reason(), 1, 1, 1, before.length(), List.of(example)));
    }

    /** Adds what another funnel of the same stages has counted, whose documents come after those of this one. */
    public void append(Funnel later) {
        append(later.report());
    }

    /** Adds what another funnel of the same stages has reported, whose documents come after those of this one. */
    public void append(FunnelReport later) {
        List<String> names = later.stages().stream().map(StageCounts::stage).toList();
        if (!stageNames().equals(names)) {
            throw new IllegalArgumentException("later: expected the stages " + stageNames() + ", got " + names);
        }
        entered = entered.plus(later.entered());
        for (int i = 0; i < tallies.size(); i++) {
            Tally mine = tallies.get(i);
            StageCounts others = later.stages().get(i);
            mine.in = mine.in.plus(others.in());
            mine.out = mine.out.plus(others.out());
            mine.changed += others.changed();
            others.reasons().forEach(mine::add);
        }
    }

    /** What was counted so far. */
    public FunnelReport report() {
        return new FunnelReport(entered, stages());
    }

    private List<String> stageNames() {
        return tallies.stream().map(each -> each.stage).toList();
    }

    /** What went into the first stage. */
    public Volume entered() {
        return entered;
    }

    /** What came out of the last stage. */
    public Volume left() {
        return tallies.isEmpty() ? entered : tallies.get(tallies.size() - 1).out;
    }

    /** What each stage did, in their order. */
    public List<StageCounts> stages() {
        return tallies.stream()
                .map(each -> new StageCounts(
                        each.stage, each.in, each.out, each.changed, List.copyOf(each.reasons.values())))
                .toList();
    }
}
