package dev.cloze.trainer.cli;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.graph.AttendedPairs;
import dev.cloze.core.graph.Flops;
import dev.cloze.core.graph.Sizes;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.EvaluationRecipe;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.step.StepMemory;
import dev.cloze.trainer.step.TrainingStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description =
                "Shows what a recipe or a model comes to: parameters, FLOPs per token, memory, the script that runs.")
public final class InspectCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

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

    /** What is shown; parts are a model's, which has no batch and so no memory, and the script is absent unless it is asked for. */
    private record Result(
            EncoderConfig encoder,
            int vocabularySize,
            String parts,
            long parameters,
            Map<String, Long> parametersByRole,
            long flopsPerTokenForward,
            long flopsPerTokenTraining,
            Long stateMiB,
            Long activationsMiB,
            Long passingMiB,
            Long peakMiB,
            String script) {}

    @Override
    public Integer call() throws Exception {
        Path folder = Path.of(subject);
        Result result = Files.isDirectory(folder) ? ofModel(folder) : ofRecipe();
        if (json) {
            out().println(Json.of(result));
        } else if (script) {
            out().print(result.script);
            out().flush();
        } else {
            show(result);
        }
        return 0;
    }

    private Result ofModel(Path folder) throws IOException {
        if (!changes.isEmpty()) {
            throw new UsageException("--set", "a recipe to change", "the model " + folder);
        }
        ModelDirectory directory = ModelDirectory.open(folder);
        MaskedLanguageModel model = new MaskedLanguageModel(directory.encoder(), directory.vocabularySize());
        int length = model.config().maxPositions();
        Sizes sizes = model.sizes(1, length, EvaluationRecipe.MASKING.most(length));
        String parts = directory.parts().stream()
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return result(model, parts, sizes, 1, length, Optional.empty(), script ? inferenceScript(model) : null);
    }

    private Result ofRecipe() throws IOException {
        Recipe recipe = RecipeFiles.ofProgram().load(subject, changes);
        MaskedLanguageModel model = new MaskedLanguageModel(recipe.encoder(), recipe.vocabularySize());
        PhaseRecipe largest = StepMemory.largest(recipe);
        return result(
                model,
                null,
                StepMemory.sizes(recipe, model),
                largest.rowsPerMicroBatch(),
                largest.rowLength(),
                Optional.of(StepMemory.of(recipe, model)),
                script ? trainingScript(model, recipe) : null);
    }

    private static Result result(
            MaskedLanguageModel model,
            String parts,
            Sizes sizes,
            int rows,
            int length,
            Optional<StepMemory> memory,
            String script) {
        long tokens = (long) rows * length;
        AttendedPairs pairs = AttendedPairs.ofRows(rows, length);
        Map<String, Long> byRole = new TreeMap<>(model.parameters().stream()
                .collect(Collectors.groupingBy(
                        spec -> described(spec.role()), Collectors.summingLong(ParameterSpec::count))));
        return new Result(
                model.config(),
                model.vocabularySize(),
                parts,
                model.parameterCount(),
                byRole,
                Flops.forward(model.graph(), List.of(model.loss()), sizes, pairs) / tokens,
                Flops.training(model.graph(), List.of(model.loss()), sizes, pairs) / tokens,
                memory.map(bytes -> mebibytes(bytes.state())).orElse(null),
                memory.map(bytes -> mebibytes(bytes.activations())).orElse(null),
                memory.map(bytes -> mebibytes(bytes.passing())).orElse(null),
                memory.map(bytes -> mebibytes(bytes.peak())).orElse(null),
                script);
    }

    private static long mebibytes(long bytes) {
        return Math.round(bytes / MIB);
    }

    private void show(Result result) {
        Console console = new Console(out()::println);
        console.line("encoder", "%s", described(result.encoder));
        console.line("vocabulary", "%,d", result.vocabularySize);
        if (result.parts != null) {
            console.line("parts", "%s; the figures are those of encoder and head", result.parts);
        }
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
                    "about %,d MiB at most: %,d weights, gradients and optimizer state, %,d activations, %,d for a moment,"
                            + " some %,d Java and the engine; on the CPU, with ./cloze's allocator",
                    result.peakMiB,
                    result.stateMiB,
                    result.activationsMiB,
                    result.passingMiB,
                    mebibytes(StepMemory.PROCESS));
        }
    }

    /** As it runs on this machine's CPU. */
    private static String trainingScript(MaskedLanguageModel model, Recipe recipe) {
        return TrainingStep.gradients(model, recipe, ComputeDevice.CPU).text()
                + "\n"
                + Optimizer.update(recipe.optimizer(), model.parameters(), ComputeDevice.CPU)
                        .text();
    }

    private static String inferenceScript(MaskedLanguageModel model) {
        return new ScriptWriter(model.graph(), AttentionKernel.FUSED)
                .forward("logits", model.logits_MV())
                .text();
    }

    private static String described(EncoderConfig encoder) {
        return RecordTree.write(encoder).entrySet().stream()
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String described(Role role) {
        return switch (role) {
            case HIDDEN_MATRIX -> "hidden matrices";
            case EMBEDDING -> "embeddings";
            case NORM -> "norms";
            case BIAS -> "biases";
        };
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
