package dev.cloze.trainer.run;

import dev.cloze.core.inference.FillMask;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.corpora.build.ShardBuilder;
import dev.cloze.corpora.pack.JoinedRows;
import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.checkpoint.Checkpoint;
import dev.cloze.trainer.checkpoint.Checkpoint.Place;
import dev.cloze.trainer.checkpoint.CheckpointFolder;
import dev.cloze.trainer.evaluate.Baselines;
import dev.cloze.trainer.evaluate.HeldOutEvaluation.Score;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.Memory;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.recipe.FromRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.run.RunResult.FilledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The stage after preparation: from shards to a model, its score and its baselines. */
final class Training {
    /** Up to here a repetition is nearly as good as new text (Muennighoff et al. 2023, section 6). */
    private static final double MOST_EPOCHS = 4;

    private final RunFolder folder;
    private final Recipe recipe;
    private final Preparation.Prepared data;
    private final Console console;
    private final MaskedLanguageModel model;
    private final List<RowPacker> training = new ArrayList<>();
    private final List<RowPacker> heldOut = new ArrayList<>();
    private final String inputs;

    Training(RunFolder folder, Recipe recipe, Preparation.Prepared data, Console console) throws IOException {
        this.folder = folder;
        this.recipe = recipe;
        this.data = data;
        this.console = console;
        int vocabularySize = recipe.from()
                .map(FromRecipe::vocabularySize)
                .orElseGet(() -> data.tokenizer().vocabularySize());
        model = new MaskedLanguageModel(recipe.encoder(), vocabularySize);
        for (Preparation.Source source : data.sources()) {
            Path shards = folder.shards(source.recipe());
            training.add(rows(source.train(), ShardBuilder.trainFolder(shards)));
            heldOut.add(rows(source.heldOut(), ShardBuilder.heldOutFolder(shards)));
        }
        inputs = RunFolder.hash(recipe.toYaml(), data.tokenizer().sha256(), data.corpusSha256());
    }

    private RowPacker rows(TokenShards shards, Path side) throws IOException {
        return recipe.training().packing().open(shards, recipe.training().rowLength(), side);
    }

    /** The result of an earlier start that has reached the end; then there is nothing to train. */
    Optional<RunResult> finished() throws IOException {
        return folder.isFinished("model", inputs) ? folder.result() : Optional.empty();
    }

    /** Trains from where the run stands up to its end, or to {@code stopAt}; writes model and result. */
    RunResult run(Machine machine, long stopAt, BooleanSupplier stop) throws IOException, InterruptedException {
        CheckpointFolder checkpoints = new CheckpointFolder(
                folder.checkpoints(), model.parameters(), Learner.stateNames(recipe, model.parameters()), inputs);
        Optional<Checkpoint> checkpoint = checkpoints.newest(warning -> console.line("resume", "%s", warning));
        Place start = checkpoint.map(Checkpoint::place).orElse(Place.START);
        HeldOutSet questions = questions(new JoinedRows(heldOut));
        Map<String, HeldOutSet> apart = questionsApart();
        TrainingRows rows = rows();
        announce(start, rows);
        try (Learner learner = Learner.open(
                        machine.device(),
                        model,
                        recipe,
                        checkpoint.isPresent() ? Optional.empty() : startingWeights(),
                        checkpoint);
                MetricsLog metrics = MetricsLog.open(folder.metrics(), start.step(), recipe.training())) {
            TrainingLoop loop = new TrainingLoop(
                    learner,
                    questions,
                    checkpoints,
                    recipe.training(),
                    metrics,
                    console,
                    machine.peakFlops(),
                    this::writeReport);
            if (recipe.from().isPresent() && start.step() == 0) {
                loop.score(0); // where the model stood before this text
            }
            Place reached = loop.run(start, stopAt, stop, rows);
            Score score = loop.score(reached.step());
            apart.forEach((name, ofSource) -> tell(name, learner.score(ofSource)));
            writeModel(learner.modelWeights(), reached);
            Baselines baselines = Baselines.count(new JoinedRows(training), questions, data.tokenizer());
            RunResult result = result(reached, metrics.steps(), score, baselines);
            folder.keepResult(result);
            writeReport();
            if (reached.step() == recipe.training().steps()) {
                folder.finish("model", inputs);
            }
            return result;
        }
    }

    private void writeReport() throws IOException {
        RunReport.write(folder.path());
    }

    private Optional<Map<String, float[]>> startingWeights() throws IOException {
        return recipe.from().isPresent()
                ? Optional.of(StartingModel.of(recipe)
                        .weights(model.parameters(), recipe.seed(), line -> console.line("from", "%s", line)))
                : Optional.empty();
    }

    private HeldOutSet questions(PackedRows rows) {
        return HeldOutSet.choose(rows, recipe.evaluation(), recipe.training().rowsPerMicroBatch(), data.tokenizer());
    }

    /** The held-out text of each source of a mixture by itself; chosen before training, which would be lost to a fault. */
    private Map<String, HeldOutSet> questionsApart() {
        Map<String, HeldOutSet> apart = new LinkedHashMap<>();
        for (int i = 0; i < heldOut.size(); i++) {
            Optional<String> name = data.sources().get(i).recipe().name();
            if (name.isPresent()) {
                try {
                    apart.put(name.get(), questions(heldOut.get(i)));
                } catch (UsageException e) {
                    throw e.in(name.get());
                }
            }
        }
        return apart;
    }

    private void tell(String source, Score score) {
        console.line(
                "held out",
                "%s: loss %.4f  accuracy %.2f %%",
                source,
                score.heldOutLoss(),
                100 * score.heldOutAccuracy());
    }

    private TrainingRows rows() {
        Tokenizer tokenizer = data.tokenizer();
        TokenMasking masking = new TokenMasking(recipe.masking(), tokenizer);
        List<TrainingRows.Source> sources = new ArrayList<>();
        for (int i = 0; i < training.size(); i++) {
            RowPacker rows = training.get(i);
            sources.add(
                    new TrainingRows.Source(rows, data.sources().get(i).recipe().weight(rows.rows())));
        }
        return new TrainingRows(
                sources,
                masking,
                recipe.training(),
                recipe.seed(),
                tokenizer.special().padding());
    }

    private void announce(Place start, TrainingRows rows) {
        console.line(
                "model",
                "%d layers, width %d, %d heads, %,d parameters",
                recipe.encoder().layers(),
                recipe.encoder().width(),
                recipe.encoder().heads(),
                model.parameterCount());
        long rowsPerBatch = recipe.training().rowsPerBatch();
        long steps = recipe.training().steps();
        boolean mixed = recipe.corpus().mixture().isPresent();
        long rowsOfAll = new JoinedRows(training).rows();
        console.line(
                "training",
                "%,d steps of %,d tokens, %s%,d rows%s",
                steps,
                rowsPerBatch * recipe.training().rowLength(),
                mixed ? "" : String.format(Locale.ROOT, "%.1f epochs of ", (double) steps * rowsPerBatch / rowsOfAll),
                rowsOfAll,
                start.step() == 0 ? "" : String.format(Locale.ROOT, "; resumed after step %,d", start.step()));
        if (mixed) {
            announceSources(rows);
        }
    }

    private void announceSources(TrainingRows rows) {
        long rowsOfRun = recipe.training().steps() * recipe.training().rowsPerBatch();
        for (int i = 0; i < training.size(); i++) {
            Preparation.Source source = data.sources().get(i);
            double epochs = rows.share(i) * rowsOfRun / training.get(i).rows();
            console.line(
                    "mixture",
                    "%s%,d tokens, %.1f %% of the rows, %.1f epochs%s",
                    source.recipe().label(),
                    source.train().tokens(),
                    100 * rows.share(i),
                    epochs,
                    epochs > MOST_EPOCHS
                            ? "; warning: repeated more than about 4 times, text teaches little more"
                                    + " (Muennighoff et al. 2023)"
                            : "");
        }
    }

    private void writeModel(Map<String, float[]> weights, Place reached) throws IOException {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("steps", String.valueOf(reached.step()));
        provenance.put("tokens", String.valueOf(reached.tokens()));
        provenance.put("rowLength", String.valueOf(recipe.training().rowLength()));
        provenance.put("recipeSha256", RunFolder.hash(recipe.toYaml()));
        recipe.from().ifPresent(from -> {
            provenance.put("from", from.model());
            provenance.put("fromSha256", from.sha256());
        });
        provenance.put("corpusSha256", data.corpusSha256());
        provenance.put("tokenizerSha256", data.tokenizer().sha256());
        provenance.put("engine", "PyTorch " + TorchEngine.version());
        folder.clearModel();
        ModelDirectory.write(
                folder.model(), model.config(), model.vocabularySize(), weights, folder.tokenizer(), provenance);
    }

    private RunResult result(Place reached, List<MetricsLog.Step> steps, Score score, Baselines baselines)
            throws IOException {
        if (steps.isEmpty()) {
            throw new DataException(
                    folder.metrics().toString(), "the lines of the steps that the checkpoint has made", "none of them");
        }
        MetricsLog.Step last = steps.get(steps.size() - 1);
        return new RunResult(
                folder.model().toString(),
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
                fillings());
    }

    private List<FilledSentence> fillings() throws IOException {
        try (FillMask fill = FillMask.load(folder.model())) {
            return FilledSentences.ask(fill, new JoinedRows(heldOut), data.tokenizer());
        }
    }
}
