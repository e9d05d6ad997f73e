package dev.cloze.trainer.cli;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.evaluate.Baselines;
import dev.cloze.trainer.evaluate.HeldOutEvaluation;
import dev.cloze.trainer.evaluate.TextRows;
import dev.cloze.trainer.observe.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Measures a model's loss and accuracy on all of a text: 15 %% masks, 80/10/10, fixed by the seed.")
public final class EvaluateCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    private static final int ROWS_PER_BATCH = 32;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's folder.")
    private Path model;

    @Mixin
    private CorpusOptions corpus;

    @Option(
            names = "--row-length",
            paramLabel = "T",
            description = "Tokens in a row (default: the most that the model takes). Learned positions which training"
                    + " never reached are noise: give the row length of training if it was shorter.")
    private Optional<Integer> rowLength = Optional.empty();

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the masks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--device",
            defaultValue = "auto",
            paramLabel = "D",
            description = "auto, cpu or gpu:N (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    private record Result(String model, double loss, double accuracy, long masked, double uniformLoss) {}

    @Override
    public Integer call() throws Exception {
        Result result = EngineThread.run(this::evaluate);
        if (json) {
            out().println(Json.of(result));
        } else {
            new Console(out()::println)
                    .line(
                            "evaluate",
                            "loss %.4f nats (uniform %.3f), accuracy %.2f %%, %,d masked tokens",
                            result.loss,
                            result.uniformLoss,
                            100 * result.accuracy,
                            result.masked);
        }
        return 0;
    }

    private Result evaluate() throws Exception {
        ModelDirectory directory = ModelDirectory.open(model);
        MaskedLanguageModel graph = new MaskedLanguageModel(directory.encoder(), directory.vocabularySize());
        try (Tokenizer tokenizer = directory.tokenizer();
                DocumentSource source = corpus.open().open();
                Scope run = Scope.open(ComputeDevice.parse(device));
                HeldOutEvaluation evaluation = new HeldOutEvaluation(run, graph, AttentionKernel.FUSED)) {
            Weights weights = Weights.of(run, graph.parameters(), directory.weights());
            TextRows rows = new TextRows(source, tokenizer, length(graph.config()), ROWS_PER_BATCH, seed);
            HeldOutEvaluation.Score score = evaluation.score(run, weights, () -> rows);
            if (score.masked() == 0) {
                throw new UsageException("corpus", "text to ask about", "none");
            }
            return new Result(
                    model.toString(),
                    score.heldOutLoss(),
                    score.heldOutAccuracy(),
                    score.masked(),
                    Baselines.uniformLoss(tokenizer));
        }
    }

    private int length(EncoderConfig config) {
        int most = config.maxPositions();
        int length = rowLength.orElse(most);
        if (length < 1 || length > most) {
            throw new UsageException("--row-length", "1 to the model's " + most + " positions", "" + length);
        }
        return length;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
