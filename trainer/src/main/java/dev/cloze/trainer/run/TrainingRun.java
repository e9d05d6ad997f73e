package dev.cloze.trainer.run;

import dev.cloze.core.inference.FillMask;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.MatrixMultiplyPeak;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.core.torch.Weights;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.checkpoint.Checkpoint;
import dev.cloze.trainer.checkpoint.CheckpointFolder;
import dev.cloze.trainer.evaluate.Baselines;
import dev.cloze.trainer.evaluate.HeldOutEvaluation;
import dev.cloze.trainer.evaluate.HeldOutEvaluation.Score;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.Memory;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run: corpus to tokenizer, shards, trained model and its evaluation, all below one folder. Started on a folder that
 * holds its run it goes on: finished stages are skipped, training resumes from the last checkpoint, and the result has
 * the bits of a run that never stopped (same machine, same number of threads, CPU).
 *
 * <pre>{@code
 * Recipe recipe = Recipe.load(Path.of("recipes/quickstart.yaml")).with("training.steps", "500");
 * RunResult result = TrainingRun.of(recipe, Path.of("runs/mine")).start();
 * }</pre>
 */
public final class TrainingRun {
    private final Recipe recipe;
    private final Path folder;
    private final String device;
    private final PrintStream log;
    private final long stopAt;

    private TrainingRun(Recipe recipe, Path folder, String device, PrintStream log, long stopAt) {
        this.recipe = recipe;
        this.folder = folder;
        this.device = device;
        this.log = log;
        this.stopAt = stopAt;
    }

    /** A run of a recipe in a folder, which may be missing, empty, or hold this very run; quiet, on the CPU. */
    public static TrainingRun of(Recipe recipe, Path folder) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new TrainingRun(recipe, folder, "cpu", nowhere, Long.MAX_VALUE);
    }

    /** The same run on {@code auto}, {@code cpu} or {@code gpu:N}. */
    public TrainingRun onDevice(String newDevice) {
        return new TrainingRun(recipe, folder, newDevice, log, stopAt);
    }

    /** The same run, telling its progress. */
    public TrainingRun logTo(PrintStream newLog) {
        return new TrainingRun(recipe, folder, device, newLog, stopAt);
    }

    /** The same run, stopping with a checkpoint after this step if its recipe has more; a later start goes on. */
    public TrainingRun stopAfterStep(long step) {
        if (step < 1) {
            throw new IllegalArgumentException("step: expected 1 or more, got " + step);
        }
        return new TrainingRun(recipe, folder, device, log, step);
    }

    /**
     * Runs to the end, or to the step asked for; then the result says how far it came.
     *
     * @throws dev.cloze.tokenizer.UsageException if the recipe does not fit the corpus, or the folder another recipe
     * @throws dev.cloze.tokenizer.DataException if data is damaged or the loss is not finite
     */
    public RunResult start() throws IOException, InterruptedException {
        try {
            return EngineThread.run(this::startHere);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("training run", e);
        }
    }

    private RunResult startHere() throws IOException, InterruptedException {
        Console console = new Console(log);
        try (RunFolder place = RunFolder.open(folder)) {
            place.claim(recipe);
            ComputeDevice where = ComputeDevice.parse(device);
            double peak = MatrixMultiplyPeak.flopsPerSecond(where);
            console.line(
                    "machine",
                    "%s, %d threads, PyTorch %s, matrix multiply %.0f GFLOP/s",
                    where,
                    TorchEngine.threads(),
                    TorchEngine.version(),
                    peak / 1e9);
            try (Preparation.Prepared data = new Preparation(place, recipe, console).run()) {
                return train(place, data, where, peak, console);
            }
        }
    }

    private RunResult train(
            RunFolder place, Preparation.Prepared data, ComputeDevice where, double peak, Console console)
            throws IOException {
        String inputs = RunFolder.hash(
                recipe.toYaml(),
                data.tokenizer().sha256(),
                data.report().corpus().sha256());
        if (place.isFinished("model", inputs)) {
            Optional<RunResult> earlier = place.result();
            if (earlier.isPresent()) {
                console.line("training", "finished at an earlier start; a new run needs another folder (--out)");
                return earlier.get();
            }
        }
        int length = recipe.training().rowLength();
        RowPacker training = new RowPacker(data.train(), length);
        RowPacker heldOut = new RowPacker(data.heldOut(), length);
        MaskedLanguageModel model =
                new MaskedLanguageModel(recipe.encoder(), data.tokenizer().vocabularySize());
        CheckpointFolder checkpoints = new CheckpointFolder(
                place.checkpoints(),
                model.parameters(),
                Optimizer.stateNames(recipe.optimizer(), model.parameters()),
                inputs);
        Optional<Checkpoint> checkpoint = checkpoints.newest(warning -> console.line("resume", "%s", warning));
        long step = checkpoint.map(Checkpoint::step).orElse(0L);
        HeldOutSet questions = HeldOutSet.choose(
                heldOut, recipe.evaluation(), recipe.training().rowsPerMicroBatch(), data.tokenizer());
        announce(model, training, step, console);

        try (Scope run = Scope.open(where);
                MetricsLog metrics = MetricsLog.open(place.metrics(), step)) {
            Weights weights = weights(run, model, checkpoint);
            try (Optimizer optimizer = optimizer(run, weights, checkpoint);
                    TrainingStep trainingStep = new TrainingStep(run, model, weights, optimizer, recipe);
                    HeldOutEvaluation evaluation =
                            new HeldOutEvaluation(run, model, recipe.training().attention())) {
                TrainingLoop loop = new TrainingLoop(
                        run,
                        weights,
                        optimizer,
                        trainingStep,
                        evaluation,
                        questions,
                        checkpoints,
                        recipe.training(),
                        metrics,
                        console,
                        peak);
                TrainingRows rows = new TrainingRows(
                        training,
                        new TokenMasking(recipe.masking(), data.tokenizer()),
                        recipe.training(),
                        recipe.seed(),
                        data.tokenizer().special().padding());
                TrainingLoop.Place reached = loop.run(
                        new TrainingLoop.Place(
                                step,
                                checkpoint.map(Checkpoint::tokens).orElse(0L),
                                checkpoint.map(Checkpoint::seconds).orElse(0.0)),
                        stopAt,
                        rows);
                Score score = loop.evaluate(reached.step());
                Baselines baselines = Baselines.count(training, questions, data.tokenizer());
                writeModel(place, model, weights, data, reached);
                RunResult result = result(place, model, reached, metrics.steps(), score, baselines, heldOut, data);
                place.keepResult(result);
                if (reached.step() == recipe.training().steps()) {
                    place.finish("model", inputs);
                }
                return result;
            }
        }
    }

    private void announce(MaskedLanguageModel model, RowPacker training, long step, Console console) {
        console.line(
                "model",
                "%d layers, width %d, %d heads, %,d parameters",
                recipe.encoder().layers(),
                recipe.encoder().width(),
                recipe.encoder().heads(),
                model.parameterCount());
        long tokensPerStep =
                (long) recipe.training().rowsPerBatch() * recipe.training().rowLength();
        console.line(
                "training",
                "%,d steps of %,d tokens, %.1f epochs of %,d rows%s",
                recipe.training().steps(),
                tokensPerStep,
                (double) recipe.training().steps() * recipe.training().rowsPerBatch() / training.rows(),
                training.rows(),
                step == 0 ? "" : String.format(Locale.ROOT, "; resumed after step %,d", step));
    }

    private Weights weights(Scope run, MaskedLanguageModel model, Optional<Checkpoint> checkpoint) {
        if (checkpoint.isEmpty()) {
            return Weights.initial(run, model.parameters(), recipe.seed());
        }
        return Weights.of(run, model.parameters(), checkpoint.get().weights());
    }

    private Optimizer optimizer(Scope run, Weights weights, Optional<Checkpoint> checkpoint) {
        return checkpoint
                .map(from -> Optimizer.restore(run, weights, recipe.optimizer(), from.optimizer()))
                .orElseGet(() -> Optimizer.create(run, weights, recipe.optimizer()));
    }

    private void writeModel(
            RunFolder place,
            MaskedLanguageModel model,
            Weights weights,
            Preparation.Prepared data,
            TrainingLoop.Place reached)
            throws IOException {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("steps", String.valueOf(reached.step()));
        provenance.put("tokens", String.valueOf(reached.tokens()));
        provenance.put("recipeSha256", RunFolder.hash(recipe.toYaml()));
        provenance.put("corpusSha256", data.report().corpus().sha256());
        provenance.put("tokenizerSha256", data.tokenizer().sha256());
        provenance.put("engine", "PyTorch " + TorchEngine.version());
        RunFolder.clear(place.model());
        ModelDirectory.write(
                place.model(), model.config(), model.vocabularySize(), weights.values(), place.tokenizer(), provenance);
    }

    private RunResult result(
            RunFolder place,
            MaskedLanguageModel model,
            TrainingLoop.Place reached,
            List<MetricsLog.Step> steps,
            Score score,
            Baselines baselines,
            RowPacker heldOut,
            Preparation.Prepared data)
            throws IOException {
        List<RunResult.FilledSentence> fillings;
        try (FillMask fill = FillMask.load(place.model())) {
            fillings = FilledSentences.ask(fill, heldOut, data.tokenizer());
        }
        MetricsLog.Step last = steps.get(steps.size() - 1);
        return new RunResult(
                place.model().toString(),
                reached.step(),
                reached.tokens(),
                last.loss(),
                last.learningRate(),
                last.gradientNorm(),
                reached.tokens() / reached.seconds(),
                steps.stream()
                        .mapToDouble(MetricsLog.Step::modelFlopsUtilization)
                        .average()
                        .orElseThrow(),
                score.heldOutLoss(),
                score.heldOutAccuracy(),
                baselines.uniformLoss(),
                baselines.unigramLoss(),
                baselines.bigramLoss(),
                model.parameterCount(),
                reached.seconds(),
                Memory.peakRssMiB().isPresent() ? Memory.peakRssMiB().getAsLong() : null,
                fillings);
    }
}
