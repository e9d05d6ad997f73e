package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sum of all findings, with the first few of each reason as examples, and of the decisions about charsets. Findings
 * added in the order of the input give the same tally for any number of threads. One thread at a time.
 */
public final class ReadTally {
    /** Examples kept for each reason. */
    public static final int EXAMPLES = 5;

    private final boolean strict;
    private final Map<ReadReason, Long> counts = new EnumMap<>(ReadReason.class);
    private final Map<ReadReason, List<ReadFinding>> examples = new EnumMap<>(ReadReason.class);
    private final SortedMap<String, Long> charsets = new TreeMap<>();

    /**
     * An empty tally.
     *
     * @param strict whether a loss is an error
     */
    public ReadTally(boolean strict) {
        this.strict = strict;
    }

    /**
     * Counts a finding.
     *
     * @throws DataException if it is a loss and this tally is strict
     */
    public void add(ReadFinding finding) throws DataException {
        if (strict && finding.reason().kind() == ReadReason.Kind.LOST) {
            throw new DataException(finding.place(), finding.expected(), finding.got());
        }
        counts.merge(finding.reason(), 1L, Long::sum);
        List<ReadFinding> kept = examples.computeIfAbsent(finding.reason(), reason -> new ArrayList<>());
        if (kept.size() < EXAMPLES) {
            kept.add(finding);
        }
    }

    /**
     * Counts what an extraction found and decided.
     *
     * @throws DataException if it has a loss and this tally is strict
     */
    public void add(Extracted extracted) throws DataException {
        extracted.charsets().forEach((charset, count) -> charsets.merge(charset, count, Long::sum));
        for (ReadFinding finding : extracted.findings()) {
            add(finding);
        }
    }

    /**
     * Counts what another tally has counted, whose findings come after those of this one.
     *
     * @throws DataException if it has a loss and this tally is strict
     */
    public void add(ReadReport later) throws DataException {
        later.charsets().forEach((charset, count) -> charsets.merge(charset, count, Long::sum));
        for (ReadReason reason : ReadReason.values()) {
            List<ReadFinding> found = later.examples().getOrDefault(reason, List.of());
            for (ReadFinding finding : found) {
                add(finding);
            }
            long more = later.counts().getOrDefault(reason, 0L) - found.size();
            counts.computeIfPresent(reason, (same, count) -> count + more);
        }
    }

    /** What was counted so far. */
    public ReadReport report() {
        return new ReadReport(counts, examples, charsets);
    }

    /** What was counted so far, and is forgotten here. */
    ReadReport take() {
        ReadReport taken = report();
        counts.clear();
        examples.clear();
        charsets.clear();
        return taken;
    }

    /** How often each reason was found; reasons never found are absent. */
    public Map<ReadReason, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How often this reason was found. */
    public long count(ReadReason reason) {
        return counts.getOrDefault(reason, 0L);
    }

    /** The first findings of each reason. */
    public Map<ReadReason, List<ReadFinding>> examples() {
        return Collections.unmodifiableMap(examples);
    }

    /** How many records were decoded by which charset and why, such as {@code windows-1252 (detected)}. */
    public SortedMap<String, Long> charsets() {
        return Collections.unmodifiableSortedMap(charsets);
    }
}
