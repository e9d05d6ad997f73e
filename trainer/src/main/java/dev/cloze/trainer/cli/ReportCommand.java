package dev.cloze.trainer.cli;

import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.run.RunReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes report.html into a run's folder: its curves, filled masks and recipe on one page.")
public final class ReportCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder, finished or under way.")
    private Path run;

    @Option(names = "--json", description = "Print where it is as one JSON object.")
    private boolean json;

    private record Result(String report) {}

    @Override
    public Integer call() throws Exception {
        Path file = RunReport.write(run);
        if (json) {
            spec.commandLine().getOut().println(Json.of(new Result(file.toString())));
        } else {
            new Console(spec.commandLine().getOut()::println).line("report", "%s", file);
        }
        return 0;
    }
}
