package dev.cloze.benchmarks.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder with the files of a vocabulary; it is deleted with all that came to be in it. */
record VocabularyFolder(Path path) implements AutoCloseable {

    static VocabularyFolder trained(EncodedModel model, List<String> texts) throws IOException {
        Path path = Files.createTempDirectory("cloze-bench-");
        model.train(texts, path);
        return new VocabularyFolder(path);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
