package dev.cloze.trainer.run;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.AttentionChoice;
import dev.cloze.trainer.recipe.PrecisionChoice;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.schedule.Course.Leg;
import dev.cloze.trainer.step.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

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
    private final Consumer<String> log;
    private final long stopAt;
    private final BooleanSupplier stop;
    private final Optional<List<Leg>> replayed;

    private TrainingRun(
            Recipe recipe,
            Path folder,
            String device,
            Consumer<String> log,
            long stopAt,
            BooleanSupplier stop,
            Optional<List<Leg>> replayed) {
        this.replayed = replayed;
        this.recipe = recipe;
        this.folder = folder;
        this.device = device;
        this.log = log;
        this.stopAt = stopAt;
        this.stop = stop;
    }

    /** A run of a recipe in a folder, which may be missing, empty, or hold this very run; quiet, on the CPU. */
    public static TrainingRun of(Recipe recipe, Path folder) {
        return new TrainingRun(recipe, folder, "cpu", line -> {}, Long.MAX_VALUE, () -> false, Optional.empty());
    }

    /**
     * A run that repeats another: its recipe, and what clock, plateaus and jumps of the loss decided in it. On the same machine
     * with as many threads it has the same bits.
     *
     * @throws UsageException if the other has not come to its end
     */
    public static TrainingRun replay(Path run, Path folder) throws IOException {
        if (!Files.isRegularFile(RunFolder.recipe(run))) {
            throw new UsageException(run.toString(), "the folder of a run, with recipe.yaml", "one without it");
        }
        Recipe recipe = Recipe.load(RunFolder.recipe(run));
        CourseFile decisions = CourseFile.open(RunFolder.course(run));
        if (decisions.course(recipe.training()).steps().isEmpty()) {
            throw new UsageException(run.toString(), "a run that has come to its end", "one that is under way");
        }
        TrainingRun first = of(recipe, folder);
        return new TrainingRun(
                recipe, folder, first.device, first.log, first.stopAt, first.stop, Optional.of(decisions.legs()));
    }

    /** The same run on {@code auto}, {@code cpu} or {@code gpu:N}. */
    public TrainingRun onDevice(String newDevice) {
        return new TrainingRun(recipe, folder, newDevice, log, stopAt, stop, replayed);
    }

    /** The same run, telling its progress line by line, as {@code logTo(System.out::println)}. */
    public TrainingRun logTo(Consumer<String> newLog) {
        return new TrainingRun(recipe, folder, device, newLog, stopAt, stop, replayed);
    }

    /** The same run, stopping with a checkpoint after this step if its recipe has more; a later start goes on. */
    public TrainingRun stopAfterStep(long step) {
        if (step < 1) {
            throw new IllegalArgumentException("step: expected 1 or more, got " + step);
        }
        return new TrainingRun(recipe, folder, device, log, step, stop, replayed);
    }

    /**
     * The same run, ending early once {@code asked} says so: within a micro-batch of training and a checkpoint, or at
     * the next document of a stage before it. A later start goes on. It is asked often, on the run's thread.
     */
    public TrainingRun stopWhen(BooleanSupplier asked) {
        return new TrainingRun(recipe, folder, device, log, stopAt, asked, replayed);
    }

    /**
     * Runs to the end, or to the step asked for; then the result says how far it came.
     *
     * @throws dev.cloze.tokenizer.UsageException if the recipe does not fit the corpus, or the folder another recipe
     * @throws dev.cloze.tokenizer.DataException if data is damaged or the loss is not finite
     * @throws IOException if a file cannot be read or written, or memory does not suffice
     * @throws InterruptedException if it ended early because it was asked to
     */
    public RunResult start() throws IOException, InterruptedException {
        try {
            return EngineThread.run(this::startHere);
        } catch (CancellationException e) {
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            Optional<IOException> outOfMemory = OutOfMemory.described(e, recipe.training());
            if (outOfMemory.isPresent()) {
                throw outOfMemory.get();
            }
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("training run", e);
        }
    }

    private RunResult startHere() throws IOException, InterruptedException {
        requireRulesThatMatch();
        Console console = new Console(log);
        ComputeDevice where = ComputeDevice.parse(device);
        try (RunFolder place = RunFolder.open(folder)) {
            Recipe asked = place.withChoicesOfRun(recipe);
            place.requireRecipe(asked);
            if (replayed.isPresent()) {
                place.keepCourse(replayed.get());
            }
            try (Preparation.Prepared data = new Preparation(place, recipe, console, stop).run()) {
                Recipe pinned = pinned(asked, where, place, data, console);
                place.claim(pinned, data.corpusSha256());
                Training training = new Training(place, pinned, data, console);
                Optional<RunResult> earlier = training.finished();
                if (earlier.isPresent()) {
                    console.line("training", "finished at an earlier start; a new run needs another folder (--out)");
                    return earlier.get();
                }
                Machine machine = Machine.measure(where, TrainingStep.arithmetic(pinned, where), console);
                return training.run(machine, stopAt, stop);
            }
        }
    }

    /** The recipe with what it leaves to this machine, so that the run goes on alike wherever it is resumed. */
    private static Recipe pinned(
            Recipe asked, ComputeDevice where, RunFolder place, Preparation.Prepared data, Console console)
            throws IOException {
        Recipe precise = asked.training().precisionChoice() == PrecisionChoice.AUTO
                ? asked.with(TrainingStep.arithmetic(asked, where).operands())
                : asked;
        if (precise.training().attention() != AttentionChoice.AUTO) {
            return precise;
        }
        KernelChoice choice = new KernelChoice(KernelChoice.userFile(), console);
        return precise.with(
                KernelTrial.fastest(precise, where, new Training(place, precise, data, console).rows(), choice));
    }

    /** Preparation may take hours, and the names of parameters do not depend on it. */
    private void requireRulesThatMatch() {
        if (recipe.optimizer().rules().isPresent()) {
            MaskedLanguageModel model = new MaskedLanguageModel(recipe.encoder(), recipe.vocabularySize());
            Optimizer.stateNames(recipe.optimizer(), model.parameters());
        }
    }
}
