package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.recipe.GivenTokenizerRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.run.RunResult;
import dev.cloze.trainer.run.StartingModel;
import dev.cloze.trainer.run.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze pretrain}. */
@Command(
        name = "pretrain",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a masked language model: corpus, tokenizer, shards, training, evaluation.",
            "On a folder that holds the same run it goes on where that stopped."
        })
public final class PretrainCommand implements ClozeCommand {
    /** What a shell says of a process that SIGTERM ended; the JVM ends with the signal's own code. */
    private static final int STOPPED = 143;

    private static final Pattern COUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)([kMG]?)");

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "A recipe file or the name of one in recipes/ (default: " + RecipeFiles.DEFAULT
                    + "; with --from " + RecipeFiles.DEFAULT_FROM + ").")
    private Optional<String> recipe = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description = "Goes on from a trained model, a folder of Cloze's or of HuggingFace's layout: its encoder,"
                    + " weights and tokenizer take the place of the recipe's.")
    private Optional<Path> from = Optional.empty();

    @Option(
            names = "--tokenizer",
            paramLabel = "T",
            description =
                    "A tokenizer from elsewhere instead of one to train: a folder with tokenizer.json, or the file.")
    private Optional<Path> tokenizer = Optional.empty();

    @Option(
            names = "--corpus",
            arity = "1..*",
            paramLabel = "P",
            description = "Text files (.txt, .gz), folders, or samples (sample:dickens) instead of the recipe's.")
    private List<String> corpus = new ArrayList<>();

    @Option(
            names = "--documents",
            paramLabel = "UNIT",
            description = "What a document is: files (a blank line ends a paragraph) or lines.")
    private String documents;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run's folder (default: runs/ and the recipe's name).")
    private Path out;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long to train, as 30m or 1h30m, evaluations included, in place of a number of steps.")
    private Optional<String> duration = Optional.empty();

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description =
                    "How many tokens to train on, padding among them, as 500k, 10M or 2G, in place of a number of steps.")
    private Optional<String> tokens = Optional.empty();

    @Option(
            names = "--replay",
            paramLabel = "RUN",
            description =
                    "Repeats a run, with what clock, plateaus and jumps of the loss decided in it, to the same bits.")
    private Optional<Path> replay = Optional.empty();

    @Option(
            names = "--set",
            arity = "1..*",
            paramLabel = "K=V",
            description = "Changes a value of the recipe, as training.steps=500.")
    private List<String> changes = new ArrayList<>();

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Print the result as one JSON object; progress goes to stderr.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        return replay.isPresent() ? replayed(replay.get()) : trained();
    }

    private int replayed(Path run) throws IOException {
        if (out == null) {
            throw new UsageException("--replay", "--out, a folder for the run that repeats it", "none");
        }
        boolean more = recipe.isPresent()
                || from.isPresent()
                || tokenizer.isPresent()
                || documents != null
                || duration.isPresent()
                || tokens.isPresent()
                || !corpus.isEmpty()
                || !changes.isEmpty();
        if (more) {
            throw new UsageException("--replay", "no recipe nor change of one beside it, it has the run's", "one");
        }
        PrintWriter log = log();
        new Console(log::println).line("pretrain", "%s again, to %s", run, out);
        return start(TrainingRun.replay(run, out), log);
    }

    private int trained() throws IOException {
        RecipeFiles recipes = RecipeFiles.ofProgram();
        String name = recipe.orElse(from.isPresent() ? RecipeFiles.DEFAULT_FROM : RecipeFiles.DEFAULT);
        Path file = recipes.find(name);
        List<String> all = new ArrayList<>();
        if (!corpus.isEmpty()) {
            all.add("corpus.paths=" + RecipeFiles.yaml(corpus));
        }
        if (documents != null) {
            all.add("corpus.documents=" + documents);
        }
        duration.ifPresent(time -> all.add("training.duration=" + time));
        all.addAll(changes);
        Path folder = out != null ? out : Path.of("runs", RecipeFiles.stem(file));
        if (from.isPresent() && tokenizer.isPresent()) {
            throw new UsageException("--tokenizer", "no --from, whose model has its own", "both");
        }
        Recipe chosen = from.isPresent()
                ? StartingModel.of(from.get(), folder).recipe(file, RecipeFiles.values(all))
                : recipes.load(name, all);
        if (tokenizer.isPresent()) {
            chosen = chosen.with(GivenTokenizerRecipe.of(tokenizer.get()));
        }
        if (tokens.isPresent()) {
            chosen = chosen.with("training.steps", "" + chosen.training().stepsFor(count(tokens.get())));
        }
        PrintWriter log = log();
        new Console(log::println).line("pretrain", "%s to %s", file, folder);
        return start(TrainingRun.of(chosen, folder), log);
    }

    private static long count(String tokens) {
        Matcher parts = COUNT.matcher(tokens);
        if (!parts.matches()) {
            throw new UsageException("--tokens", "a number, as 500k, 10M or 2G", tokens);
        }
        double factor = Math.pow(1000, " kMG".indexOf(parts.group(2).isEmpty() ? " " : parts.group(2)));
        long count = Math.round(Double.parseDouble(parts.group(1)) * factor);
        if (count < 1) {
            throw new UsageException("--tokens", "1 or more", tokens);
        }
        return count;
    }

    private PrintWriter log() {
        return json ? spec.commandLine().getErr() : out();
    }

    private int start(TrainingRun run, PrintWriter log) throws IOException {
        try (StopSignal signal = StopSignal.listen()) {
            return run(run.onDevice(device.name()).logTo(log::println).stopWhen(signal::isAsked), log);
        }
    }

    private int run(TrainingRun run, PrintWriter log) throws IOException {
        try {
            RunResult result = run.start();
            if (json) {
                out().println(Json.of(result));
            } else {
                show(result, new Console(log::println));
            }
            return 0;
        } catch (InterruptedException e) {
            new Console(log::println).line("pretrain", "%s; the same command goes on from there", e.getMessage());
            return STOPPED;
        }
    }

    private static void show(RunResult result, Console console) throws IOException {
        console.gap();
        console.line(
                "result",
                "held-out loss %.3f nats, accuracy %.1f %%, after %,d steps in %s",
                result.heldOutLoss(),
                100 * result.heldOutAccuracy(),
                result.step(),
                Console.clock(result.seconds()));
        console.line(
                "",
                "the same positions: uniform %.3f, unigram %.3f, bigram %.3f",
                result.uniformLoss(),
                result.unigramLoss(),
                result.bigramLoss());
        console.gap();
        for (RunResult.FilledSentence sentence : result.fillings()) {
            console.line("filled", "%s", sentence.text());
            console.line(
                    "",
                    "was: %s   guessed: %s",
                    sentence.word(),
                    sentence.guesses().stream()
                            .map(guess ->
                                    String.format(Locale.ROOT, "%s %.0f %%", guess.token(), 100 * guess.probability()))
                            .collect(Collectors.joining(", ")));
        }
        console.gap();
        console.line("model", "%s", result.model());
        String model = result.model().contains(" ") ? "'" + result.model() + "'" : result.model();
        console.line("next", "./cloze fill-mask %s \"the %s of the house\"", model, maskToken(result));
    }

    private static String maskToken(RunResult result) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(Path.of(result.model()))) {
            return tokenizer.maskToken();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
