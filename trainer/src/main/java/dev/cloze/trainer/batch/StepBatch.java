package dev.cloze.trainer.batch;

import java.util.List;

/** What one update of the weights learns from: micro-batches, run one after another. */
public record StepBatch(List<MaskedBatch> microBatches) {

    /** Masked tokens of all micro-batches: what the summed loss is divided by. */
    public long masked() {
        return microBatches.stream().mapToLong(batch -> batch.masked().length).sum();
    }

    public long tokens() {
        return microBatches.stream().mapToLong(MaskedBatch::tokens).sum();
    }

    /** Places of all rows, padding among them. */
    public long places() {
        return microBatches.stream()
                .mapToLong(batch -> (long) batch.rows() * batch.length())
                .sum();
    }
}
