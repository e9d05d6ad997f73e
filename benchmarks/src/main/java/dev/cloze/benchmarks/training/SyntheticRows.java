package dev.cloze.benchmarks.training;

import dev.cloze.corpora.pack.StreamPacker;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;

/** Training rows from made-up documents, each as long as a row. The files are deleted when it closes. */
final class SyntheticRows implements AutoCloseable {
    private final SyntheticShards synthetic;
    private final TrainingRows rows;

    private SyntheticRows(SyntheticShards synthetic, TrainingRows rows) {
        this.synthetic = synthetic;
        this.rows = rows;
    }

    static SyntheticRows of(ModelSize size, Recipe recipe) throws IOException {
        SyntheticShards synthetic = SyntheticShards.of(size.vocabulary(), random -> size.length(), recipe.seed());
        TrainingRows rows = new TrainingRows(
                new StreamPacker(synthetic.shards(), size.length()),
                new TokenMasking(recipe.masking(), synthetic.tokenizer()),
                recipe.training(),
                recipe.seed(),
                synthetic.tokenizer().special().padding());
        return new SyntheticRows(synthetic, rows);
    }

    TrainingRows rows() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        synthetic.close();
    }
}
