package dev.cloze.trainer.batch;

import dev.cloze.corpora.pack.Mixture;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import dev.cloze.trainer.schedule.Course;
import java.util.ArrayList;
import java.util.List;

/** The batches of a run: a function of the step and of the course's legs, so that a resumed run needs no more than its number. */
public final class TrainingRows {
    private final List<Phase> phases;
    private final Course course;
    private final TokenMasking masking;
    private final int padding;

    /**
     * One of the sources that rows are taken from.
     *
     * @param weight its share of the rows is this, divided by the sum of all weights
     */
    public record Source(PackedRows rows, double weight) {}

    /** The sources, in rows of a phase's length, and the order in which they are visited. */
    private record Phase(List<Source> sources, Mixture mixture) {
        static Phase of(List<Source> sources, long seed) {
            return new Phase(
                    List.copyOf(sources),
                    new Mixture(
                            seed,
                            sources.stream()
                                    .map(source ->
                                            new Mixture.Source(source.rows().rows(), source.weight()))
                                    .toList()));
        }
    }

    /** The rows of one source, for a recipe without phases. */
    public TrainingRows(PackedRows rows, TokenMasking masking, TrainingRecipe recipe, long seed, int padding) {
        this(List.of(List.of(new Source(rows, 1))), masking, new Course(recipe), seed, padding);
    }

    /**
     * The rows of a run.
     *
     * @param sources of each phase of the course, the same ones in rows of its length
     */
    public TrainingRows(List<List<Source>> sources, TokenMasking masking, Course course, long seed, int padding) {
        this.phases = sources.stream().map(ofPhase -> Phase.of(ofPhase, seed)).toList();
        this.course = course;
        this.masking = masking;
        this.padding = padding;
    }

    /** The batch of a step, counted from 0. */
    public StepBatch at(long step) {
        PhaseRecipe phase = course.phase(step);
        List<Row> rows = rowsAt(step);
        List<MaskedBatch> microBatches = new ArrayList<>();
        int size = phase.rowsPerMicroBatch();
        for (int from = 0; from < phase.rowsPerBatch(); from += size) {
            List<Row> some = rows.subList(from, from + size);
            microBatches.add(MaskedBatch.of(
                    some.stream().map(Row::packed).toList(),
                    some.stream().map(Row::masked).toList(),
                    phase.rowLength(),
                    padding));
        }
        return new StepBatch(microBatches);
    }

    /** The share of the rows that a source has. */
    public double share(int source) {
        return phases.get(0).mixture().share(source);
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
        Phase phase = phases.get(course.at(step).phase());
        Mixture mixture = phase.mixture();
        double progress = course.progress(step);
        long first = course.row(step);
        List<Row> rows = new ArrayList<>();
        for (long place = first; place < first + course.phase(step).rowsPerBatch(); place++) {
            Mixture.Visit visit = mixture.at(place);
            PackedRow row = phase.sources().get(visit.source()).rows().row(visit.row());
            MaskedRow masked =
                    masking.mask(row.ids(), mixture.seed(visit.source()), visit.epoch(), visit.row(), progress);
            rows.add(new Row(visit.source(), visit.epoch(), visit.row(), row, masked));
        }
        return rows;
    }
}
