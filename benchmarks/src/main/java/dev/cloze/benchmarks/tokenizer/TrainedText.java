package dev.cloze.benchmarks.tokenizer;

import dev.cloze.tokenizer.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Pieces of a text and the files of a vocabulary trained on them, which the variants of a cell have in common. They are
 * made when the first variant opens, and the files are deleted when the last one closes; all do so on one thread.
 */
final class TrainedText {
    private final EncodedModel model;
    private final Pieces source;
    private List<String> pieces = List.of();
    private Path folder;
    private int users;

    /** Where the pieces come from. */
    @FunctionalInterface
    interface Pieces {
        List<String> read() throws IOException;
    }

    TrainedText(EncodedModel model, Pieces source) {
        this.model = model;
        this.source = source;
    }

    /** The same, made ready for one more user, who closes it. */
    TrainedText open() throws IOException {
        if (users == 0) {
            pieces = source.read();
            folder = Files.createTempDirectory("cloze-bench-");
            model.train(pieces, folder);
        }
        users++;
        return this;
    }

    List<String> pieces() {
        return pieces;
    }

    /** Where {@code tokenizer.json} is; users may put files of their own into folders beside it. */
    Path folder() {
        return folder;
    }

    void close() throws IOException {
        users--;
        if (users == 0) {
            FolderTree.delete(folder);
        }
    }
}
