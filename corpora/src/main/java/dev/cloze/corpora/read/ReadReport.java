package dev.cloze.corpora.read;

import java.util.List;
import java.util.Map;

/**
 * What a tally has counted.
 *
 * @param counts how often each reason was found; reasons never found are absent
 * @param examples the first findings of each reason
 * @param charsets how many records were decoded by which charset and why
 */
public record ReadReport(
        Map<ReadReason, Long> counts, Map<ReadReason, List<ReadFinding>> examples, Map<String, Long> charsets) {
    public ReadReport {
        counts = Map.copyOf(counts);
        examples = Map.copyOf(examples);
        charsets = Map.copyOf(charsets);
    }
}
