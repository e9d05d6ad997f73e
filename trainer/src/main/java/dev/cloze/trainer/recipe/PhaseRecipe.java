package dev.cloze.trainer.recipe;

/**
 * A first part of training, with rows or batches of its own: short rows and small batches teach much in little time early
 * on (Devlin et al. 2019, appendix A.2; Press et al. 2021).
 *
 * @param until the share of the run at which it ends
 * @param rowLength T, tokens of a row
 * @param rowsPerBatch rows of one update
 * @param rowsPerMicroBatch B, rows of one forward and backward pass; a divisor of {@code rowsPerBatch}
 */
public record PhaseRecipe(double until, int rowLength, int rowsPerBatch, int rowsPerMicroBatch) {
    public PhaseRecipe {
        Require.that(until > 0 && until <= 1, "until", "a share above 0, up to 1", until);
        Require.positive("rowLength", rowLength);
        Require.positive("rowsPerBatch", rowsPerBatch);
        Require.positive("rowsPerMicroBatch", rowsPerMicroBatch);
        Require.that(
                rowsPerBatch % rowsPerMicroBatch == 0,
                "rowsPerMicroBatch",
                "a divisor of rowsPerBatch " + rowsPerBatch,
                rowsPerMicroBatch);
    }

    /** Places of one update, padding among them. */
    public long places() {
        return (long) rowsPerBatch * rowLength;
    }
}
