package dev.cloze.consumers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import opennlp.dl.vectors.SentenceVectorsDL;

/** The vectors of texts' first tokens: arguments are an ONNX export, a file of texts, one for vectors. */
public final class Vectors {
    private Vectors() {}

    public static void main(String[] arguments) throws Exception {
        Path export = Path.of(arguments[0]);
        SentenceVectorsDL model = new SentenceVectorsDL(
                export.resolve("model.onnx").toFile(),
                export.resolve("vocab.txt").toFile());
        List<String> lines = new ArrayList<>();
        for (String text : Files.readAllLines(Path.of(arguments[1]))) {
            StringBuilder line = new StringBuilder();
            // It leaves capitals as they are, which an uncased vocabulary does not have.
            for (float number : model.getVectors(text.toLowerCase(Locale.ROOT))) {
                line.append(number).append(' ');
            }
            lines.add(line.toString());
        }
        Files.write(Path.of(arguments[2]), lines);
    }
}
