package dev.cloze.trainer.cli;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.read.Unit;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of commands that read a text. */
final class CorpusOptions {
    @Option(
            names = "--corpus",
            required = true,
            arity = "1..*",
            paramLabel = "P",
            description = "Text files (.txt, .gz), folders, or samples (sample:dickens).")
    private List<String> corpus;

    @Option(
            names = "--documents",
            defaultValue = "files",
            paramLabel = "UNIT",
            description = "What a document is: files or lines (default: ${DEFAULT-VALUE}).")
    private Unit documents;

    List<String> inputs() {
        return corpus;
    }

    Unit documents() {
        return documents;
    }

    Corpus open() throws IOException {
        return CorpusInputs.open(corpus, documents);
    }
}
