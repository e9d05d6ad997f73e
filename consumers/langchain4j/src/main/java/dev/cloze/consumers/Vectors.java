package dev.cloze.consumers;

import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Vectors of texts, which LangChain4j brings to length 1: arguments are an ONNX export, a file of texts, one for vectors. */
public final class Vectors {
    private Vectors() {}

    public static void main(String[] arguments) throws IOException {
        Path export = Path.of(arguments[0]);
        OnnxEmbeddingModel model = new OnnxEmbeddingModel(
                export.resolve("model.onnx"), export.resolve("tokenizer.json"), PoolingMode.MEAN);
        List<String> lines = new ArrayList<>();
        for (String text : Files.readAllLines(Path.of(arguments[1]))) {
            StringBuilder line = new StringBuilder();
            for (float number : model.embed(text).content().vector()) {
                line.append(number).append(' ');
            }
            lines.add(line.toString());
        }
        Files.write(Path.of(arguments[2]), lines);
        System.exit(0); // its pool of threads would linger
    }
}
