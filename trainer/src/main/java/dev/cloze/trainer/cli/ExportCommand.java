package dev.cloze.trainer.cli;

import dev.cloze.trainer.export.ExportReport;
import dev.cloze.trainer.export.ExportSettings;
import dev.cloze.trainer.export.ModelExport;
import dev.cloze.trainer.export.Pooling;
import dev.cloze.trainer.export.Target;
import dev.cloze.trainer.export.Use;
import dev.cloze.trainer.observe.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a model for those who use it, and runs what it wrote beside the model.")
public final class ExportCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's folder, Cloze's own or HuggingFace's.")
    private Path model;

    @Option(names = "--to", required = true, paramLabel = "TARGET", description = "One of ${COMPLETION-CANDIDATES}.")
    private Target target;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A folder that is new or empty.")
    private Path out;

    @Option(
            names = "--for",
            paramLabel = "USE",
            description =
                    "What onnx, torchscript or djl give: ${COMPLETION-CANDIDATES} (default: vectors of tokens, and"
                            + " from onnx and torchscript scores too, which cost as much as some layers).")
    private Optional<Use> use = Optional.empty();

    @Option(
            names = "--pooling",
            paramLabel = "P",
            description = "How sentence-transformers, djl and opensearch make the vector of a text:"
                    + " ${COMPLETION-CANDIDATES} (default: mean).")
    private Optional<Pooling> pooling = Optional.empty();

    @Option(names = "--normalize", description = "Bring vectors of texts to length 1.")
    private boolean normalize;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ExportReport report = ModelExport.run(new ExportSettings(model, target, out, use, pooling, normalize));
        if (json) {
            out().println(Json.of(report));
        } else {
            Console console = new Console(out()::println);
            console.line("export", "%s: %s", out, String.join(", ", report.files()));
            console.line(
                    "checked",
                    "%d texts, %d tokens with %s: largest difference %.1e",
                    report.texts(),
                    report.tokens(),
                    report.checkedWith(),
                    report.largestDifference());
        }
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
