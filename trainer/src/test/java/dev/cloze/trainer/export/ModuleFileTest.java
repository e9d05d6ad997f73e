package dev.cloze.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import dev.cloze.core.torch.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TorchScript files in plain DJL beside the model's own forward pass. */
class ModuleFileTest {
    private static final double MOST = 2e-5;
    private static final Embedding MEAN = new Embedding(Pooling.MEAN, false);

    @TempDir
    private Path folder;

    @BeforeAll
    static void stayOffline() {
        TorchEngine.start();
    }

    private Path path() {
        return folder.resolve("model.pt");
    }

    private static NDArray array(NDManager manager, long[] numbers, PaddedRows batch) {
        return manager.create(numbers, new Shape(batch.rows().size(), batch.length()));
    }

    /** What plain DJL makes of a batch, given two arguments or three. */
    private List<float[]> djl(PaddedRows batch, int arguments) throws Exception {
        Criteria<NDList, NDList> criteria = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(path())
                .optEngine("PyTorch")
                .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            NDList inputs = new NDList(array(manager, batch.ids(), batch), array(manager, batch.mask(), batch));
            if (arguments > 2) {
                inputs.add(array(manager, new long[batch.ids().length], batch));
            }
            List<float[]> results = new ArrayList<>();
            try (NDList outputs = predictor.predict(inputs)) {
                outputs.forEach(output -> results.add(output.toFloatArray()));
            }
            return results;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BERT, RIGHT",
        "BERT, LEFT",
        "ROBERTA, RIGHT",
        "ROBERTA, LEFT",
        "MODERNBERT, RIGHT",
        "MODERNBERT, LEFT",
        "OTHER, RIGHT",
        "OTHER, LEFT"
    })
    void everyTokenHasTheNumbersThatItHasAlone(TinyModel tiny, PaddedRows.Side side) throws Exception {
        SourceModel model = tiny.source();
        new ModuleFile(model, ModuleFile.Result.HIDDEN_AND_LOGITS, MEAN).write(path());
        PaddedRows batch = tiny.batch(model, side);
        for (int arguments = 2; arguments <= 3; arguments++) {
            List<float[]> results = djl(batch, arguments);
            assertThat(Difference.ofTokens(batch, results.get(0)).largest()).isLessThan(MOST);
            assertThat(Difference.ofScores(batch, results.get(1)).largest()).isLessThan(MOST);
        }
    }

    @Test
    void oneResultIsOneTensor() throws Exception {
        SourceModel model = TinyModel.MODERNBERT.source();
        PaddedRows batch = TinyModel.MODERNBERT.batch(model, PaddedRows.Side.RIGHT);
        new ModuleFile(model, ModuleFile.Result.HIDDEN, MEAN).write(path());
        List<float[]> hidden = djl(batch, 2);
        new ModuleFile(model, ModuleFile.Result.LOGITS, MEAN).write(path());
        List<float[]> logits = djl(batch, 2);
        assertThat(hidden).hasSize(1);
        assertThat(logits).hasSize(1);
        assertThat(Difference.ofTokens(batch, hidden.get(0)).largest()).isLessThan(MOST);
        assertThat(Difference.ofScores(batch, logits.get(0)).largest()).isLessThan(MOST);
    }

    @ParameterizedTest
    @EnumSource
    void textsAreADictionaryOfOneVectorEach(Pooling pooling) throws IOException {
        SourceModel model = TinyModel.BERT.withoutHead();
        PaddedRows batch = TinyModel.BERT.batch(model, PaddedRows.Side.RIGHT);
        for (boolean normalized : new boolean[] {false, true}) {
            Embedding embedding = new Embedding(pooling, normalized);
            ModuleFile file = new ModuleFile(model, ModuleFile.Result.TEXTS, embedding);
            file.write(path());
            Map<String, Difference> differences = file.check(path(), batch);
            assertThat(differences.get("sentence_embedding").largest()).isLessThan(MOST);
            assertThat(differences.get("sentence_embedding").numbers())
                    .isEqualTo(4L * model.encoder().width());
            double length = 0;
            for (float number : embedding.of(batch.rows().get(0))) {
                length += (double) number * number;
            }
            assertThat(Math.abs(length - 1) < 1e-5).isEqualTo(normalized);
        }
    }
}
