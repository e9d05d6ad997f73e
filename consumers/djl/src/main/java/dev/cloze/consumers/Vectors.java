package dev.cloze.consumers;

import ai.djl.huggingface.translator.TextEmbeddingTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Vectors of texts in one batch, as serving.properties says: arguments are a DJL export, a file of texts, one for vectors. */
public final class Vectors {
    private Vectors() {}

    public static void main(String[] arguments) throws Exception {
        Criteria<String, float[]> criteria = Criteria.builder()
                .setTypes(String.class, float[].class)
                .optModelPath(Path.of(arguments[0]))
                .optTranslatorFactory(new TextEmbeddingTranslatorFactory())
                .build();
        List<String> lines = new ArrayList<>();
        try (ZooModel<String, float[]> model = criteria.loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            for (float[] vector : predictor.batchPredict(Files.readAllLines(Path.of(arguments[1])))) {
                StringBuilder line = new StringBuilder();
                for (float number : vector) {
                    line.append(number).append(' ');
                }
                lines.add(line.toString());
            }
        }
        Files.write(Path.of(arguments[2]), lines);
    }
}
