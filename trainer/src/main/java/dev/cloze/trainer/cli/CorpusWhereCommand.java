package dev.cloze.trainer.cli;

import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.run.RunRows;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze corpus where}. */
@Command(
        name = "where",
        mixinStandardHelpOptions = true,
        description = "Names the documents that a step of a run learns from: rows, and the files that they come from.")
final class CorpusWhereCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder.")
    private Path run;

    @Option(names = "--step", required = true, paramLabel = "N", description = "The step; the first is 1.")
    private long step;

    @Option(names = "--json", description = "Print the rows as one JSON object.")
    private boolean json;

    private record Result(long step, List<Row> rows) {}

    /** A row; without a mixture its source has no name. */
    private record Row(String sourceName, long row, long epoch, List<RunRows.Piece> pieces) {}

    @Override
    public Integer call() throws Exception {
        List<Row> rows;
        try (RunRows data = RunRows.open(run)) {
            rows = data.step(step).stream()
                    .map(row -> new Row(row.sourceName().orElse(null), row.row(), row.epoch(), row.pieces()))
                    .toList();
        }
        if (json) {
            spec.commandLine().getOut().println(Json.of(new Result(step, rows)));
        } else {
            rows.forEach(this::print);
        }
        return 0;
    }

    private void print(Row row) {
        Console console = new Console(spec.commandLine().getOut()::println);
        console.line(
                "row " + row.row(), "%sepoch %d", row.sourceName() == null ? "" : row.sourceName() + ", ", row.epoch());
        for (RunRows.Piece piece : row.pieces()) {
            console.line(
                    "",
                    "%4d tokens  %s #%d%s",
                    piece.tokens(),
                    piece.source(),
                    piece.section(),
                    piece.skipped() == 0 ? "" : " from its token " + piece.skipped() + " on");
        }
    }
}
