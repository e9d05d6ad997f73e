package dev.cloze.trainer.run;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** How fast this machine trains a recipe: whole steps on rows of random tokens. */
final class SpeedTrial {
    private static final int FIRST = 2;
    private static final int LEAST = 3;
    private static final int MOST = 40;

    private SpeedTrial() {}

    /** Tokens a second by the median of the steps that so many seconds have room for. */
    static double tokensPerSecond(Recipe recipe, ComputeDevice device, double seconds) {
        MaskedLanguageModel model = new MaskedLanguageModel(recipe.encoder(), recipe.vocabularySize());
        StepBatch batch = batch(recipe);
        List<Double> times = new ArrayList<>();
        try (Learner learner = Learner.open(device, model, recipe, Optional.empty(), Optional.empty())) {
            long start = System.nanoTime();
            for (int step = 0; step < FIRST + MOST; step++) {
                long begin = System.nanoTime();
                learner.learn(step, step, batch, () -> false);
                if (step >= FIRST) {
                    times.add((System.nanoTime() - begin) * 1e-9);
                }
                if (times.size() >= LEAST && (System.nanoTime() - start) * 1e-9 > seconds) {
                    break;
                }
            }
        }
        Collections.sort(times);
        return batch.tokens() / times.get(times.size() / 2);
    }

    private static StepBatch batch(Recipe recipe) {
        Random random = new Random(1);
        int length = recipe.training().rowLength();
        int size = recipe.training().rowsPerMicroBatch();
        int masked = (int) Math.max(1, Math.round(recipe.masking().rate() * length));
        List<MaskedBatch> microBatches = new ArrayList<>();
        for (int from = 0; from < recipe.training().rowsPerBatch(); from += size) {
            List<PackedRow> rows = new ArrayList<>();
            List<MaskedRow> maskedRows = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int[] ids = random.ints(length, 0, recipe.vocabularySize()).toArray();
                int[] places =
                        IntStream.range(0, masked).map(m -> m * length / masked).toArray();
                int[] labels = Arrays.stream(places).map(place -> ids[place]).toArray();
                rows.add(new PackedRow(ids, new int[] {0}));
                maskedRows.add(new MaskedRow(ids, places, labels));
            }
            microBatches.add(MaskedBatch.of(rows, maskedRows, length, 0));
        }
        return new StepBatch(microBatches);
    }
}
