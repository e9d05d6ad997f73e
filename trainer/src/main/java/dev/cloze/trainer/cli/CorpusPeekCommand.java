package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.Tokenizer;
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

/** {@code cloze corpus peek}. */
@Command(
        name = "peek",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the rows of a step as the model sees them.",
            "{word} is masked, {word>other} replaced by another token, {word=} asked for but left as it is."
        })
final class CorpusPeekCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder.")
    private Path run;

    @Option(
            names = "--step",
            defaultValue = "1",
            paramLabel = "N",
            description = "The step (default: ${DEFAULT-VALUE}).")
    private long step;

    @Option(
            names = "--rows",
            defaultValue = "4",
            paramLabel = "N",
            description = "How many of its rows are shown (default: ${DEFAULT-VALUE}).")
    private int most;

    @Override
    public Integer call() throws Exception {
        Console console = new Console(spec.commandLine().getOut()::println);
        try (RunRows data = RunRows.open(run)) {
            List<RunRows.StepRow> rows = data.step(step);
            for (RunRows.StepRow row : rows.subList(0, Math.min(Math.max(0, most), rows.size()))) {
                console.line(
                        "row " + row.row(),
                        "%sepoch %d, %d documents, %d tokens, %d of them asked for",
                        row.sourceName().map(name -> name + ", ").orElse(""),
                        row.epoch(),
                        row.pieces().size(),
                        row.ids().size(),
                        row.asked().size());
                spec.commandLine().getOut().println(shown(row, data.tokenizer()));
                console.gap();
            }
        }
        return 0;
    }

    private static String shown(RunRows.StepRow row, Tokenizer tokenizer) {
        StringBuilder text = new StringBuilder();
        for (int place = 0; place < row.ids().size(); place++) {
            int id = row.ids().get(place);
            text.append(place == 0 ? "" : " ");
            if (!row.asked().containsKey(place)) {
                text.append(tokenizer.token(id));
                continue;
            }
            int label = row.asked().get(place);
            text.append('{').append(tokenizer.token(label));
            if (id == label) {
                text.append('=');
            } else if (id != tokenizer.special().mask()) {
                text.append('>').append(tokenizer.token(id));
            }
            text.append('}');
        }
        return text.toString();
    }
}
