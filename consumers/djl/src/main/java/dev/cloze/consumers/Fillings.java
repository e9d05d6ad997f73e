package dev.cloze.consumers;

import ai.djl.huggingface.translator.FillMaskTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The fillings of each text's mask and their probabilities, best first: arguments are a DJL export, a file of texts, one for
 * fillings. Their names come in one string: DJL makes them by decoding all of them as one text, which glues pieces of words
 * to what stands before.
 */
public final class Fillings {
    private Fillings() {}

    public static void main(String[] arguments) throws Exception {
        Criteria<String, Classifications> criteria = Criteria.builder()
                .setTypes(String.class, Classifications.class)
                .optModelPath(Path.of(arguments[0]))
                .optTranslatorFactory(new FillMaskTranslatorFactory())
                .build();
        List<String> lines = new ArrayList<>();
        try (ZooModel<String, Classifications> model = criteria.loadModel();
                Predictor<String, Classifications> predictor = model.newPredictor()) {
            for (String text : Files.readAllLines(Path.of(arguments[1]))) {
                Classifications fillings = predictor.predict(text);
                lines.add(String.join("", fillings.getClassNames()) + " " + fillings.getProbabilities());
            }
        }
        Files.write(Path.of(arguments[2]), lines);
    }
}
