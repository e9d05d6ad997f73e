package dev.cloze.trainer.batch;

import dev.cloze.corpora.pack.Mixture;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.util.ArrayList;
import java.util.List;

/** The batches of a run: a pure function of the step, so that a resumed run needs no more than its number. */
public final class TrainingRows {
    private final List<Source> sources;
    private final Mixture mixture;
    private final TokenMasking masking;
    private final TrainingRecipe recipe;
    private final int padding;

    /**
     * One of the sources that rows are taken from.
     *
     * @param weight its share of the rows is this, divided by the sum of all weights
     */
    public record Source(PackedRows rows, double weight) {}

    public TrainingRows(PackedRows rows, TokenMasking masking, TrainingRecipe recipe, long seed, int padding) {
        this(List.of(new Source(rows, 1)), masking, recipe, seed, padding);
    }

    public TrainingRows(List<Source> sources, TokenMasking masking, TrainingRecipe recipe, long seed, int padding) {
        this.sources = List.copyOf(sources);
        this.mixture = new Mixture(
                seed,
                sources.stream()
                        .map(source -> new Mixture.Source(source.rows().rows(), source.weight()))
                        .toList());
        this.masking = masking;
        this.recipe = recipe;
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

    /** The share of the rows that a source has. */
    public double share(int source) {
        return mixture.share(source);
    }

    /**
     * A row on its way into a batch.
     *
     * @param source the number of its source
     * @param epoch its source's, from 0
     * @param index its number among all rows of its source
     */
    public record Row(int source, long epoch, long index, PackedRow packed, MaskedRow masked) {}

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
            Mixture.Visit visit = mixture.at(place);
            long epoch = visit.epoch();
            long index = visit.row();
            long seed = mixture.seed(visit.source());
            PackedRow row = sources.get(visit.source()).rows().row(index);
            rows.add(new Row(
                    visit.source(), epoch, index, row, masking.mask(row.ids(), seed, epoch, index, progress(place))));
        }
        return rows;
    }

    /** How far the run is at a row's step: 0 in the first, 1 in the last. */
    private double progress(long place) {
        long step = place / recipe.rowsPerBatch();
        return Math.min(1, (double) step / Math.max(1, recipe.steps() - 1));
    }
}
