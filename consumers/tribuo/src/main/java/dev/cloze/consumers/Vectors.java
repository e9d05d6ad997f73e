package dev.cloze.consumers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.interop.onnx.extractors.BERTFeatureExtractor;
import org.tribuo.interop.onnx.extractors.BERTFeatureExtractor.OutputPooling;

/** Vectors of texts as features: arguments are an ONNX export for Tribuo, a file of texts, one for vectors, and the pooling. */
public final class Vectors {
    private static final int MOST_TOKENS = 512;

    private Vectors() {}

    public static void main(String[] arguments) throws Exception {
        Path export = Path.of(arguments[0]);
        List<String> lines = new ArrayList<>();
        try (BERTFeatureExtractor<Label> extractor = new BERTFeatureExtractor<>(
                new LabelFactory(),
                export.resolve("model.onnx"),
                export.resolve("tokenizer.json"),
                OutputPooling.valueOf(arguments[3]),
                MOST_TOKENS,
                false)) {
            for (String text : Files.readAllLines(Path.of(arguments[1]))) {
                Example<Label> example = extractor.extract(new Label("text"), text);
                StringBuilder line = new StringBuilder();
                for (Feature feature : example) {
                    line.append(feature.getValue()).append(' ');
                }
                lines.add(line.toString());
            }
        }
        Files.write(Path.of(arguments[2]), lines);
    }
}
