package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.run.Plan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Proposes a recipe for a text and a time: size of the model, rows, batch, and why.",
            "Reads some of the text and tries shapes on this machine, which takes about a minute."
        })
public final class PlanCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "What the plan leaves as it is (default: " + RecipeFiles.DEFAULT + ").")
    private String recipe = RecipeFiles.DEFAULT;

    @Option(
            names = "--corpus",
            arity = "1..*",
            required = true,
            paramLabel = "P",
            description = "The text, as for pretrain.")
    private List<String> corpus = new ArrayList<>();

    @Option(names = "--documents", paramLabel = "UNIT", description = "What a document is: files or lines.")
    private Optional<String> documents = Optional.empty();

    @Option(names = "--for", required = true, paramLabel = "TIME", description = "How long to train, as 30m or 1h30m.")
    private String duration;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the recipe; pretrain FILE then trains it.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Print the plan as one JSON object; progress goes to stderr.")
    private boolean json;

    private record Result(String recipe, List<Plan.Trial> trials, List<String> reasons) {}

    @Override
    public Integer call() throws Exception {
        if (out.isPresent() && Files.exists(out.get())) {
            throw new UsageException(
                    "--out", "a file that is not there yet", out.get().toString());
        }
        Console console = new Console(
                (json ? spec.commandLine().getErr() : spec.commandLine().getOut())::println);
        List<String> changes = new ArrayList<>(List.of("corpus.paths=" + RecipeFiles.yaml(corpus)));
        documents.ifPresent(unit -> changes.add("corpus.documents=" + unit));
        Recipe base = RecipeFiles.ofProgram().load(recipe, changes);
        Plan plan = Plan.of(base, duration, device.name(), line -> console.line("trial", "%s", line));
        console.gap();
        plan.reasons().forEach(reason -> console.line("plan", "%s", reason));
        if (out.isPresent()) {
            String reasons =
                    plan.reasons().stream().map(reason -> "# " + reason + "\n").collect(Collectors.joining());
            AtomicFile.write(out.get(), (reasons + plan.recipe().toYaml()).getBytes(StandardCharsets.UTF_8));
            console.line("next", "./cloze pretrain %s", out.get());
        } else {
            console.line("next", "the same with --out FILE, then ./cloze pretrain FILE");
        }
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.of(new Result(plan.recipe().toYaml(), plan.trials(), plan.reasons())));
        }
        return 0;
    }
}
