package dev.cloze.trainer.batch;

import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.RowOrder;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.util.ArrayList;
import java.util.List;

/** The batches of a run: a pure function of the step, so that a resumed run needs no more than its number. */
public final class TrainingRows {
    private final RowPacker packer;
    private final RowOrder order;
    private final TokenMasking masking;
    private final TrainingRecipe recipe;
    private final long seed;
    private final int padding;

    public TrainingRows(RowPacker packer, TokenMasking masking, TrainingRecipe recipe, long seed, int padding) {
        this.packer = packer;
        this.order = new RowOrder(seed, packer.rows());
        this.masking = masking;
        this.recipe = recipe;
        this.seed = seed;
        this.padding = padding;
    }

    /** The batch of a step, counted from 0. */
    public StepBatch at(long step) {
        List<MaskedBatch> microBatches = new ArrayList<>();
        int size = recipe.rowsPerMicroBatch();
        for (int from = 0; from < recipe.rowsPerBatch(); from += size) {
            microBatches.add(microBatch(step * recipe.rowsPerBatch() + from, size));
        }
        return new StepBatch(microBatches);
    }

    /**
     * A row on its way into a batch.
     *
     * @param epoch from 0
     * @param index its number among all rows
     */
    public record Row(long epoch, long index, PackedRow packed, MaskedRow masked) {}

    /** The rows of a step, counted from 0, in the order of its batch. */
    public List<Row> rowsAt(long step) {
        return rows(step * recipe.rowsPerBatch(), recipe.rowsPerBatch());
    }

    private MaskedBatch microBatch(long from, int count) {
        List<Row> rows = rows(from, count);
        return MaskedBatch.of(
                rows.stream().map(Row::packed).toList(),
                rows.stream().map(Row::masked).toList(),
                recipe.rowLength(),
                padding);
    }

    private List<Row> rows(long from, int count) {
        List<Row> rows = new ArrayList<>();
        for (long place = from; place < from + count; place++) {
            long epoch = place / packer.rows();
            long index = order.at(epoch, place % packer.rows());
            PackedRow row = packer.row(index);
            rows.add(new Row(epoch, index, row, masking.mask(row.ids(), seed, epoch, index, progress(place))));
        }
        return rows;
    }

    /** How far the run is at a row's step: 0 in the first, 1 in the last. */
    private double progress(long place) {
        long step = place / recipe.rowsPerBatch();
        return Math.min(1, (double) step / Math.max(1, recipe.steps() - 1));
    }
}
