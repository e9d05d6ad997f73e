package dev.cloze.trainer.run;

import dev.cloze.core.inference.FillMask;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.corpora.build.ShardBuilder;
import dev.cloze.corpora.pack.JoinedRows;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.checkpoint.BackgroundWriter;
import dev.cloze.trainer.checkpoint.Checkpoint;
import dev.cloze.trainer.checkpoint.Checkpoint.Place;
import dev.cloze.trainer.checkpoint.CheckpointFolder;
import dev.cloze.trainer.evaluate.Baselines;
import dev.cloze.trainer.evaluate.HeldOutFigures;
import dev.cloze.trainer.evaluate.TokenCounts;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.Memory;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.recipe.FromRecipe;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.run.RunResult.FilledSentence;
import dev.cloze.trainer.schedule.Course;
import dev.cloze.trainer.schedule.Course.Leg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The stage after preparation: from shards to a model, its score and its baselines. */
final class Training {
    private final RunFolder folder;
    private final Recipe recipe;
    private final Preparation.Prepared data;
    private final Console console;
    private final MaskedLanguageModel model;
    /** Of each phase, the rows of each source. */
    private final List<List<RowPacker>> training = new ArrayList<>();

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
        for (PhaseRecipe phase : recipe.training().allPhases()) {
            List<RowPacker> ofPhase = new ArrayList<>();
            for (Preparation.Source source : data.sources()) {
                Path side = ShardBuilder.trainFolder(folder.shards(source.recipe()));
                ofPhase.add(recipe.training().packing().open(source.train(), phase.rowLength(), side));
            }
            training.add(ofPhase);
        }
        for (Preparation.Source source : data.sources()) {
            Path side = ShardBuilder.heldOutFolder(folder.shards(source.recipe()));
            heldOut.add(recipe.training()
                    .packing()
                    .open(source.heldOut(), recipe.training().rowLength(), side));
        }
        inputs = RunFolder.hash(recipe.toYaml(), data.tokenizer().sha256(), data.corpusSha256());
    }

    /** The rows of the last phase. */
    JoinedRows rows() {
        return new JoinedRows(lastPhase());
    }

    /** The result of an earlier start that has reached the end; then there is nothing to train. */
    Optional<RunResult> finished() throws IOException {
        return folder.isFinished("model", inputs) ? folder.result() : Optional.empty();
    }

    /** Trains from where the run stands up to its end, or to {@code stopAt}; writes model and result. */
    RunResult run(Machine machine, long stopAt, BooleanSupplier stop) throws IOException, InterruptedException {
        CheckpointFolder checkpoints = new CheckpointFolder(
                folder.checkpoints(), model.parameters(), Learner.stateNames(recipe, model.parameters()), inputs);
        CourseFile decisions = CourseFile.open(folder.course());
        HeldOut asked = new HeldOutTexts(folder, recipe, data, lastPhase(), heldOut).choose();
        while (true) {
            Optional<Checkpoint> checkpoint = checkpoints.newest(warning -> console.line("resume", "%s", warning));
            Place start = checkpoint.map(Checkpoint::place).orElse(Place.START);
            Course course = decisions.course(recipe.training());
            if (start.step() > 0 && !course.isBegun()) {
                throw new DataException(folder.course().toString(), "the course of a run that has a duration", "none");
            }
            try {
                return run(machine, new Ways(checkpoint, start, course, decisions), asked, checkpoints, stopAt, stop);
            } catch (LossSpike spike) {
                goBack(spike, checkpoints, course, decisions);
            }
        }
    }

    /** Where a run stands, and its way on from there. */
    private record Ways(Optional<Checkpoint> checkpoint, Place start, Course course, CourseFile decisions) {}

    private RunResult run(
            Machine machine, Ways ways, HeldOut asked, CheckpointFolder checkpoints, long stopAt, BooleanSupplier stop)
            throws IOException, InterruptedException, LossSpike {
        Place start = ways.start();
        TrainingRows rows = rows(ways.course());
        new Announcement(console, recipe, data, lastPhase()).of(model, start, ways.course(), rows);
        try (Learner learner = Learner.open(
                        machine.device(),
                        model,
                        recipe,
                        ways.checkpoint().isPresent() ? Optional.empty() : startingWeights(),
                        ways.checkpoint());
                BackgroundWriter writer = new BackgroundWriter();
                MetricsLog metrics = MetricsLog.open(
                        folder.metrics(), start.step(), ways.course().steps(), recipe.training())) {
            FillingsLog fillings = FillingsLog.open(folder.fillings(), start.step());
            StartsLog.add(folder.starts(), StartsLog.Start.now(start.step(), machine));
            TrainingLoop loop = new TrainingLoop(
                    learner,
                    asked,
                    recipe.training(),
                    new TrainingLoop.Outputs(
                            checkpoints,
                            writer,
                            metrics,
                            console,
                            step -> fillings.add(new FillingsLog.Line(
                                    step, FilledSentences.ask(learner, asked.sentences(), data.tokenizer()))),
                            this::writeReport,
                            (weights, at) -> keepBest(weights, at, asked.counts())),
                    machine.peakFlops(),
                    ways.course(),
                    ways.decisions());
            if (recipe.from().isPresent() && start.step() == 0) {
                loop.score(0); // where the model stood before this text
            }
            Place reached = loop.run(start, stopAt, stop, rows);
            TrainingLoop.Scores scores = loop.score(reached.step());
            Map<String, HeldOutFigures> sources = asked.figures(learner, asked.sources());
            sources.forEach((name, figures) -> loop.tell(name + ":", figures));
            writer.finish();
            folder.clearModel();
            writeModel(folder.model(), learner.modelWeights(), reached, asked.counts());
            Baselines baselines = Baselines.count(rows(), asked.own().questions(), data.tokenizer());
            RunResult result = result(reached, metrics.steps(), scores, sources, baselines, fillings(asked));
            folder.keepResult(result);
            writeReport();
            if (ways.course().isOver(reached.step())) {
                folder.finish("model", inputs);
            }
            return result;
        }
    }

    /** Lets the run go on from its last checkpoint without the rows that led to a jump of the loss. */
    private void goBack(LossSpike spike, CheckpointFolder checkpoints, Course course, CourseFile decisions)
            throws IOException {
        int most = recipe.training().spikes().orElseThrow().rollbacks();
        if (course.rollbacks() >= most) {
            throw new DataException(
                    "step " + (spike.step() + 1),
                    "a loss without another jump after " + most + " returns to a checkpoint",
                    spike.getMessage() + "; a lower learning rate may help");
        }
        long back = checkpoints.newest(warning -> {}).map(c -> c.place().step()).orElse(0L);
        List<Leg> legs = course.leavingOut(back, spike.step(), spike.elapsed());
        decisions.add(legs);
        console.line(
                "rollback",
                "%d of %d: step %,d %s; back to step %,d, the rows of %,d steps are left out",
                course.rollbacks() + 1,
                most,
                spike.step() + 1,
                spike.getMessage(),
                back,
                spike.step() + 1 - back);
    }

    private List<RowPacker> lastPhase() {
        return training.get(training.size() - 1);
    }

    /** Keeps the model of the best evaluation; the one before it goes when this one is whole. */
    private void keepBest(Map<String, float[]> weights, Place reached, TokenCounts counts) throws IOException {
        Path place = folder.best().resolve("step-" + reached.step());
        Files.createDirectories(folder.best());
        FolderTree.delete(place);
        writeModel(place, weights, reached, counts);
        try (Stream<Path> models = Files.list(folder.best())) {
            for (Path other : models.filter(one -> !one.equals(place)).toList()) {
                FolderTree.delete(other);
            }
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

    private TrainingRows rows(Course course) {
        Tokenizer tokenizer = data.tokenizer();
        List<List<TrainingRows.Source>> sources = new ArrayList<>();
        for (List<RowPacker> ofPhase : training) {
            List<TrainingRows.Source> some = new ArrayList<>();
            for (int i = 0; i < ofPhase.size(); i++) {
                RowPacker rows = ofPhase.get(i);
                some.add(new TrainingRows.Source(
                        rows, data.sources().get(i).recipe().weight(rows.rows())));
            }
            sources.add(some);
        }
        return new TrainingRows(
                sources,
                new TokenMasking(recipe.masking(), tokenizer),
                course,
                recipe.seed(),
                tokenizer.special().padding());
    }

    private void writeModel(Path place, Map<String, float[]> weights, Place reached, TokenCounts counts)
            throws IOException {
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
        ModelDirectory.write(place, model.config(), model.vocabularySize(), weights, folder.tokenizer(), provenance);
        counts.write(place);
    }

    private RunResult result(
            Place reached,
            List<MetricsLog.Step> steps,
            TrainingLoop.Scores scores,
            Map<String, HeldOutFigures> sources,
            Baselines baselines,
            List<FilledSentence> fillings)
            throws IOException {
        Map<String, HeldOutFigures> named = new LinkedHashMap<>(scores.sets());
        named.putAll(sources);
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
                scores.own().loss(),
                scores.own().accuracy(),
                baselines.uniformLoss(),
                baselines.unigramLoss(),
                baselines.bigramLoss(),
                model.parameterCount(),
                reached.seconds(),
                Memory.peakRssMiB().isPresent() ? Memory.peakRssMiB().getAsLong() : null,
                scores.own().bitsPerByte(),
                scores.own().bands().stream()
                        .map(band -> new RunResult.Band(
                                band.band(), band.tokens(), band.masked(), band.loss(), band.accuracy()))
                        .toList(),
                named.entrySet().stream()
                        .map(one -> new RunResult.HeldOutScore(
                                one.getKey(),
                                one.getValue().loss(),
                                one.getValue().accuracy(),
                                one.getValue().bitsPerByte(),
                                one.getValue().masked()))
                        .toList(),
                fillings);
    }

    private List<FilledSentence> fillings(HeldOut asked) throws IOException {
        try (FillMask fill = FillMask.load(folder.model())) {
            return FilledSentences.ask(fill, asked.sentences(), data.tokenizer());
        }
    }
}
