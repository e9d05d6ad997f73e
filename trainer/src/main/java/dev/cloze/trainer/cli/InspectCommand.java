package dev.cloze.trainer.cli;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.graph.ActivationBytes;
import dev.cloze.core.graph.Flops;
import dev.cloze.core.graph.Sizes;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cloze inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description =
                "Shows what a recipe or a model comes to: parameters, FLOPs per token, memory, the script that runs.")
public final class InspectCommand implements ClozeCommand {
    private static final int BYTES_PER_NUMBER = 4;
    private static final double MIB = 1 << 20;

    @Parameters(
            index = "0",
            paramLabel = "RECIPE|MODEL",
            description = "A recipe file, the name of one in recipes/, or a model's folder.")
    private String subject;

    @Option(names = "--script", description = "Print the generated script.")
    private boolean script;

    @Option(names = "--set", arity = "1..*", paramLabel = "K=V", description = "Changes a value of the recipe.")
    private List<String> changes = new ArrayList<>();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    /** What is shown; memory is absent for a model, which has no batch. */
    private record Result(
            long parameters,
            Map<String, Long> parametersByRole,
            long flopsPerTokenForward,
            long flopsPerTokenTraining,
            Long stateMiB,
            Long activationsMiB) {}

    @Override
    public Integer call() throws Exception {
        Path folder = Path.of(subject);
        boolean isModel = Files.isDirectory(folder);
        Recipe recipe = isModel ? null : RecipeFiles.ofProgram().load(subject, changes);
        MaskedLanguageModel model = isModel
                ? model(ModelDirectory.open(folder))
                : new MaskedLanguageModel(recipe.encoder(), recipe.tokenizer().vocabularySize());
        if (script) {
            System.out.print(isModel ? inferenceScript(model) : trainingScript(model, recipe));
            return 0;
        }
        Result result = isModel
                ? result(model, 1, model.config().maxPositions(), 0.15)
                : withMemory(
                        result(
                                model,
                                recipe.training().rowsPerMicroBatch(),
                                recipe.training().rowLength(),
                                recipe.masking().rate()),
                        model,
                        recipe);
        if (json) {
            System.out.println(Json.of(result));
        } else {
            show(result);
        }
        return 0;
    }

    private static MaskedLanguageModel model(ModelDirectory directory) {
        return new MaskedLanguageModel(directory.encoder(), directory.vocabularySize());
    }

    private static void show(Result result) {
        Console console = new Console(System.out);
        console.line("parameters", "%,d", result.parameters);
        result.parametersByRole.forEach((role, count) -> console.line("", "%,14d  %s", count, role));
        console.line(
                "FLOPs",
                "%,d per token forward, %,d in training; whole rows, one document each",
                result.flopsPerTokenForward,
                result.flopsPerTokenTraining);
        if (result.stateMiB != null) {
            console.line(
                    "memory",
                    "about %,d MiB weights, gradients and optimizer state, %,d MiB activations; the engine and Java"
                            + " come on top",
                    result.stateMiB,
                    result.activationsMiB);
        }
    }

    private static Result result(MaskedLanguageModel model, int rows, int length, double rate) {
        long tokens = (long) rows * length;
        Sizes sizes = model.sizes(rows, length, masked(tokens, rate));
        long forward = Flops.forward(model.graph(), List.of(model.loss()), sizes, tokens * length);
        long training = Flops.training(model.graph(), List.of(model.loss()), sizes, tokens * length);
        Map<String, Long> byRole = new TreeMap<>(model.parameters().stream()
                .collect(Collectors.groupingBy(
                        spec -> described(spec.role()), Collectors.summingLong(ParameterSpec::count))));
        return new Result(model.parameterCount(), byRole, forward / tokens, training / tokens, null, null);
    }

    private static Result withMemory(Result result, MaskedLanguageModel model, Recipe recipe) {
        int rows = recipe.training().rowsPerMicroBatch();
        int length = recipe.training().rowLength();
        Sizes sizes = model.sizes(
                rows, length, masked((long) rows * length, recipe.masking().rate()));
        long state = 4 * BYTES_PER_NUMBER * model.parameterCount(); // weights, gradients, two moments
        long activations = ActivationBytes.of(model.graph(), List.of(model.loss()), sizes);
        return new Result(
                result.parameters,
                result.parametersByRole,
                result.flopsPerTokenForward,
                result.flopsPerTokenTraining,
                Math.round(state / MIB),
                Math.round(activations / MIB));
    }

    private static int masked(long tokens, double rate) {
        return Math.max(1, Math.toIntExact(Math.round(rate * tokens)));
    }

    private static String trainingScript(MaskedLanguageModel model, Recipe recipe) {
        ScriptWriter writer = new ScriptWriter(model.graph(), recipe.training().attention());
        return writer.gradients("gradients", model.loss()).text()
                + "\n"
                + Optimizer.update(recipe.optimizer(), model.parameters()).text();
    }

    private static String inferenceScript(MaskedLanguageModel model) {
        return new ScriptWriter(model.graph(), AttentionKernel.FUSED)
                .forward("logits", model.logits_MV())
                .text();
    }

    private static String described(Role role) {
        return switch (role) {
            case HIDDEN_MATRIX -> "hidden matrices";
            case EMBEDDING -> "embeddings";
            case NORM -> "norms";
            case BIAS -> "biases";
        };
    }
}
