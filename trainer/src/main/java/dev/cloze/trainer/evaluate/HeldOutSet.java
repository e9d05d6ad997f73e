package dev.cloze.trainer.evaluate;

import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.EvaluationRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of held-out text with masks that are the same at every evaluation.
 *
 * @param batches the masked rows
 * @param questions for each masked place the label and its left neighbour, in the order of the batches
 */
public record HeldOutSet(List<MaskedBatch> batches, List<Question> questions) {

    /**
     * A masked place.
     *
     * @param previous the token before it as it was before masking, or -1 at the start of a row
     * @param label the token that stood there
     */
    public record Question(int previous, int label) {}

    /**
     * Chooses at most so many rows as the recipe says, spread evenly over the text.
     *
     * @throws UsageException if they hold special tokens only, so that nothing can be asked
     */
    public static HeldOutSet choose(PackedRows packer, EvaluationRecipe recipe, int rowsPerBatch, Tokenizer tokenizer) {
        TokenMasking masking = new TokenMasking(EvaluationRecipe.MASKING, tokenizer);
        long count = Math.min(recipe.rows(), packer.rows());
        List<MaskedBatch> batches = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (long from = 0; from < count; from += rowsPerBatch) {
            List<PackedRow> rows = new ArrayList<>();
            List<MaskedRow> maskedRows = new ArrayList<>();
            for (long i = from; i < Math.min(from + rowsPerBatch, count); i++) {
                long index = i * packer.rows() / count;
                PackedRow row = packer.row(index);
                MaskedRow masked = masking.mask(row.ids(), recipe.seed(), 0, index);
                rows.add(row);
                maskedRows.add(masked);
                for (int place : masked.places()) {
                    questions.add(new Question(place == 0 ? -1 : row.ids()[place - 1], row.ids()[place]));
                }
            }
            batches.add(MaskedBatch.of(
                    rows, maskedRows, packer.rowLength(), tokenizer.special().padding()));
        }
        if (questions.isEmpty()) {
            throw new UsageException(
                    "corpus", "held-out text with tokens of the vocabulary", "special and unknown tokens only");
        }
        return new HeldOutSet(batches, questions);
    }
}
