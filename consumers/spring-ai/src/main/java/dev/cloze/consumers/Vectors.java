package dev.cloze.consumers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.ai.transformers.TransformersEmbeddingModel;

/** Vectors of texts in one padded batch: arguments are an ONNX export, a file of texts, one for vectors. */
public final class Vectors {
    private Vectors() {}

    public static void main(String[] arguments) throws Exception {
        Path export = Path.of(arguments[0]);
        TransformersEmbeddingModel model = new TransformersEmbeddingModel();
        model.setDisableCaching(true);
        model.setModelResource(export.resolve("model.onnx").toUri().toString());
        model.setTokenizerResource(export.resolve("tokenizer.json").toUri().toString());
        model.setTokenizerOptions(Map.of("padding", "true"));
        model.afterPropertiesSet();
        List<String> lines = new ArrayList<>();
        for (float[] vector : model.embed(Files.readAllLines(Path.of(arguments[1])))) {
            StringBuilder line = new StringBuilder();
            for (float number : vector) {
                line.append(number).append(' ');
            }
            lines.add(line.toString());
        }
        Files.write(Path.of(arguments[2]), lines);
    }
}
