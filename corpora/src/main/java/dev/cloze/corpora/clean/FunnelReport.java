package dev.cloze.corpora.clean;

import java.util.List;
import java.util.Objects;

/**
 * What a funnel has counted.
 *
 * @param entered what went into the first stage
 * @param stages what each stage did, in their order
 */
public record FunnelReport(Volume entered, List<Funnel.StageCounts> stages) {
    public FunnelReport {
        Objects.requireNonNull(entered, "entered");
        stages = List.copyOf(stages);
    }

    /** What came out of the last stage. */
    public Volume left() {
        return stages.isEmpty() ? entered : stages.get(stages.size() - 1).out();
    }
}
