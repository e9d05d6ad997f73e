package dev.cloze.trainer.cli;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.build.BuiltCorpus;
import dev.cloze.corpora.build.CorpusManifest;
import dev.cloze.tokenizer.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze corpus cat}. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        description = "Prints the documents of a built corpus, one JSON object a line: text, source, section.")
final class CorpusCatCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "A built corpus.")
    private Path folder;

    private record Line(String text, String source, long section) {}

    @Override
    public Integer call() throws Exception {
        if (!CorpusManifest.isPresent(folder)) {
            throw new UsageException(folder.toString(), "a built corpus", "none");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (DocumentSource documents = BuiltCorpus.of(folder).open()) {
            Optional<Document> next = documents.next();
            while (next.isPresent() && !out.checkError()) {
                Document document = next.get();
                out.println(Json.of(new Line(document.text(), document.source(), document.section())));
                next = documents.next();
            }
        }
        return 0;
    }
}
