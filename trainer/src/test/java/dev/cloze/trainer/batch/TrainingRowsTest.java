package dev.cloze.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.corpora.pack.Mixture;
import dev.cloze.corpora.pack.RowOrder;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.corpora.pack.StreamPacker;
import dev.cloze.corpora.shard.ShardWriter;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.TinyVocabulary;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.schedule.Course;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRowsTest {
    private static final int LENGTH = 8;
    private static final int ROWS_PER_BATCH = 6;

    @TempDir
    private Path folder;

    private Tokenizer tokenizer;
    private RowPacker packer;

    @BeforeEach
    void write() throws IOException {
        TokenizerFiles.write(folder, TinyVocabulary.letters());
        tokenizer = Tokenizer.load(folder);
        Random random = new Random(6);
        try (ShardWriter writer = new ShardWriter(
                folder.resolve("shards"),
                "train",
                tokenizer.vocabularySize(),
                tokenizer.sha256(),
                "00".repeat(32),
                1 << 20)) {
            for (int i = 0; i < 30; i++) {
                int[] inner = random.ints(1 + random.nextInt(15), 5, tokenizer.vocabularySize())
                        .toArray();
                writer.append(IntStream.concat(IntStream.concat(IntStream.of(2), IntStream.of(inner)), IntStream.of(3))
                        .toArray());
            }
            writer.finish();
        }
        packer = new StreamPacker(TokenShards.open(folder.resolve("shards")), LENGTH);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void everyRowIsVisitedOnceInEachEpoch() {
        TrainingRows rows = rows("2");
        int epochs = 3;
        List<List<Long>> visited = new ArrayList<>();
        for (long step = 0; visited.size() < epochs * packer.rows(); step++) {
            for (MaskedBatch batch : rows.at(step).microBatches()) {
                for (int b = 0; b < batch.rows(); b++) {
                    visited.add(unmasked(batch, b));
                }
            }
        }
        List<List<Long>> all = new ArrayList<>();
        for (long row = 0; row < packer.rows(); row++) {
            all.add(padded(packer.row(row).ids()));
        }
        int size = all.size();
        assertThat(size % ROWS_PER_BATCH)
                .as("an epoch that ends within a batch")
                .isNotZero();
        for (int epoch = 0; epoch < epochs; epoch++) {
            assertThat(visited.subList(epoch * size, (epoch + 1) * size)).containsExactlyInAnyOrderElementsOf(all);
        }
        assertThat(visited.subList(0, size)).isNotEqualTo(visited.subList(size, 2 * size));
    }

    @Test
    void aStepsBatchDoesNotDependOnTheStepsBeforeIt() {
        TrainingRows inOrder = rows("2");
        List<StepBatch> batches = new ArrayList<>();
        for (long step = 0; step < 20; step++) {
            batches.add(inOrder.at(step));
        }
        List<Integer> steps = new ArrayList<>(IntStream.range(0, 20).boxed().toList());
        Collections.shuffle(steps, new Random(1));
        TrainingRows atRandom = rows("2");
        for (int step : steps) {
            assertThat(atRandom.at(step)).usingRecursiveComparison().isEqualTo(batches.get(step));
        }
    }

    @Test
    void microBatchesCutTheSameBatch() {
        for (long step = 0; step < 10; step++) {
            StepBatch whole = rows("6").at(step);
            StepBatch cut = rows("2").at(step);
            assertThat(cut.microBatches()).hasSize(3);
            assertThat(ids(cut)).isEqualTo(ids(whole));
            assertThat(cut.masked()).isEqualTo(whole.masked());
            assertThat(cut.tokens()).isEqualTo(whole.tokens());
        }
    }

    @Test
    void oneSourceIsVisitedAndMaskedByTheRunsSeedAlone() {
        Recipe recipe = recipe("2");
        TokenMasking masking = new TokenMasking(recipe.masking(), tokenizer);
        RowOrder order = new RowOrder(recipe.seed(), packer.rows());
        for (long step = 0; step < 2 * Mixture.TURN / ROWS_PER_BATCH; step++) {
            List<TrainingRows.Row> rows = rows("2").rowsAt(step);
            for (int i = 0; i < ROWS_PER_BATCH; i++) {
                long place = step * ROWS_PER_BATCH + i;
                long epoch = place / packer.rows();
                long index = order.at(epoch, place % packer.rows());
                TrainingRows.Row row = rows.get(i);
                assertThat(List.of((long) row.source(), row.epoch(), row.index()))
                        .containsExactly(0L, epoch, index);
                assertThat(row.masked())
                        .usingRecursiveComparison()
                        .isEqualTo(masking.mask(packer.row(index).ids(), recipe.seed(), epoch, index));
            }
        }
    }

    /** Both sources are the same text, so that rows of equal epoch and number differ by their source alone. */
    @Test
    void sourcesHaveTheirSharesAndMasksOfTheirOwn() {
        Recipe recipe = recipe("2");
        TrainingRows rows = new TrainingRows(
                List.of(List.of(new TrainingRows.Source(packer, 3), new TrainingRows.Source(packer, 1))),
                new TokenMasking(recipe.masking(), tokenizer),
                new Course(recipe.training()),
                recipe.seed(),
                0);
        assertThat(rows.share(0)).isEqualTo(0.75);
        int[] seen = new int[2];
        Map<List<Long>, List<MaskedRow>> masks = new HashMap<>();
        for (long step = 0; step < 100; step++) {
            for (TrainingRows.Row row : rows.rowsAt(step)) {
                seen[row.source()]++;
                assertThat(row.packed()).isEqualTo(packer.row(row.index()));
                masks.computeIfAbsent(List.of(row.epoch(), row.index()), key -> new ArrayList<>())
                        .add(row.masked());
            }
            double due = 0.75 * (seen[0] + seen[1]);
            assertThat((double) seen[0]).isBetween(due - 2, due + 2);
        }
        List<List<MaskedRow>> ofBoth =
                masks.values().stream().filter(each -> each.size() == 2).toList();
        long same = ofBoth.stream()
                .filter(each -> Arrays.equals(each.get(0).ids(), each.get(1).ids()))
                .count();
        assertThat(ofBoth).hasSizeGreaterThan(100);
        assertThat(same).isLessThan(ofBoth.size() / 2); // one of at most 8 tokens is masked, at times the same
    }

    private TrainingRows rows(String rowsPerMicroBatch) {
        Recipe recipe = recipe(rowsPerMicroBatch);
        return new TrainingRows(
                packer, new TokenMasking(recipe.masking(), tokenizer), recipe.training(), recipe.seed(), 0);
    }

    private Recipe recipe(String rowsPerMicroBatch) {
        return TinyRecipe.on(
                folder,
                "training.rowLength",
                "" + LENGTH,
                "training.rowsPerBatch",
                "" + ROWS_PER_BATCH,
                "training.rowsPerMicroBatch",
                rowsPerMicroBatch);
    }

    private static List<Long> ids(StepBatch batch) {
        List<Long> ids = new ArrayList<>();
        for (MaskedBatch micro : batch.microBatches()) {
            for (long id : micro.ids()) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static List<Long> unmasked(MaskedBatch batch, int row) {
        List<Long> ids = new ArrayList<>();
        for (int t = 0; t < batch.length(); t++) {
            ids.add(batch.ids()[row * batch.length() + t]);
        }
        for (int i = 0; i < batch.masked().length; i++) {
            long place = batch.masked()[i] - (long) row * batch.length();
            if (place >= 0 && place < batch.length()) {
                ids.set((int) place, batch.labels()[i]);
            }
        }
        return ids;
    }

    private static List<Long> padded(int[] ids) {
        List<Long> padded = new ArrayList<>();
        for (int t = 0; t < LENGTH; t++) {
            padded.add(t < ids.length ? (long) ids[t] : 0L);
        }
        return padded;
    }
}
