package dev.cloze.trainer.cli;

import dev.cloze.corpora.build.BuiltCorpus;
import dev.cloze.corpora.build.CorpusManifest;
import dev.cloze.corpora.build.CorpusReport;
import dev.cloze.corpora.report.TextStatistics;
import dev.cloze.corpora.report.TopSources;
import dev.cloze.corpora.report.TypeTokenCurve;
import dev.cloze.trainer.observe.Console;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze corpus report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Says what became of a built corpus's inputs, stage by stage, and what the documents are like.")
final class CorpusReportCommand implements Callable<Integer> {
    private static final int BAR = 40;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "A built corpus.")
    private Path folder;

    @Option(names = "--json", description = "Print all of it as one JSON object.")
    private boolean json;

    private record Result(CorpusManifest manifest, CorpusReport report) {}

    @Override
    public Integer call() throws Exception {
        BuiltCorpus corpus = BuiltCorpus.of(folder);
        CorpusReport report = CorpusReport.of(corpus, Runtime.getRuntime().availableProcessors());
        if (json) {
            spec.commandLine().getOut().println(Json.of(new Result(corpus.manifest(), report)));
            return 0;
        }
        Console console = new Console(spec.commandLine().getOut()::println);
        CorpusTables.print(corpus.manifest(), console);
        print(report, console);
        return 0;
    }

    private static void print(CorpusReport report, Console console) {
        TextStatistics.Summary text = report.text();
        console.gap();
        console.line("words", "%12s %14s", "documents", "of words");
        long most = text.lengths().stream()
                .mapToLong(TextStatistics.Lengths::documents)
                .max()
                .orElse(1);
        for (TextStatistics.Lengths each : text.lengths()) {
            console.line(
                    "",
                    "%,9d-%-9d %,12d %6.1f %%  %s",
                    each.leastWords(),
                    each.mostWords(),
                    each.documents(),
                    100.0 * each.words() / Math.max(1, text.words()),
                    "█".repeat((int) (BAR * each.documents() / most)));
        }
        console.gap();
        console.line("languages", "of %,d documents, spread evenly", report.documentsAsked());
        for (CorpusReport.Language each : report.languages()) {
            console.line("", "%6.1f %%  %s", 100.0 * each.documents() / report.documentsAsked(), each.code());
        }
        console.gap();
        console.line("sources", "%12s %14s %16s", "documents", "words", "bytes");
        for (TopSources.Source each : text.sources()) {
            console.line("", "%,12d %,14d %,16d  %s", each.documents(), each.words(), each.bytes(), each.source());
        }
        console.gap();
        console.line("types", "different words among the first so many");
        for (TypeTokenCurve.Point each : text.curve()) {
            console.line("", "%,14d %,12d", each.tokens(), each.types());
        }
    }
}
