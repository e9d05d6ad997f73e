package dev.cloze.trainer.cli;

import dev.cloze.core.inference.FillMask;
import dev.cloze.core.inference.FillMask.Candidate;
import dev.cloze.core.inference.FillMask.Filling;
import dev.cloze.trainer.observe.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze fill-mask}. */
@Command(
        name = "fill-mask",
        mixinStandardHelpOptions = true,
        description = "Shows what a model puts in the place of each [MASK] of a text.")
public final class FillMaskCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's folder, as runs/quickstart/model.")
    private Path model;

    @Parameters(index = "1", paramLabel = "TEXT", description = "A text with one [MASK] or several.")
    private String text;

    @Option(
            names = "--top",
            defaultValue = "5",
            paramLabel = "N",
            description = "Candidates for each mask (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    private record Result(String text, List<Filling> fillings) {}

    @Override
    public Integer call() throws Exception {
        try (FillMask fill = FillMask.load(model)) {
            List<Filling> fillings = fill.predict(text, top);
            if (json) {
                out().println(Json.of(new Result(text, fillings)));
            } else {
                Console console = new Console(out()::println);
                fillings.forEach(filling -> console.line("mask " + (filling.mask() + 1), "%s", described(filling)));
            }
        }
        return 0;
    }

    private static String described(Filling filling) {
        return filling.candidates().stream().map(FillMaskCommand::described).collect(Collectors.joining(", "));
    }

    private static String described(Candidate candidate) {
        return String.format(Locale.ROOT, "%s %.1f %%", candidate.token(), 100 * candidate.probability());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
