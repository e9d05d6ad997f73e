package dev.cloze.trainer.run;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A recipe for a text and a time on this machine, each choice with its reason. The text is read and shapes are tried, each for
 * a few seconds.
 *
 * @param recipe the recipe, with the time as its duration
 * @param text what the corpus holds
 * @param trials the shapes that were tried, small to large
 * @param reasons what was chosen and why
 */
public record Plan(Recipe recipe, TextSurvey text, List<Trial> trials, List<String> reasons) {
    private static final double SURVEY_SECONDS = 12;
    private static final double TRIAL_SECONDS = 6;
    /** Of English and WordPiece, as the log has it; other languages have more. */
    private static final double TOKENS_PER_WORD = 1.4;

    private static final int LEAST_ROW = 64;
    private static final int MOST_ROW = 256;
    private static final int LEAST_TOKENS_PER_BATCH = 4096;
    private static final int MOST_TOKENS_PER_BATCH = 1 << 17;
    private static final int STEPS = 4000;
    private static final double TOKENS_PER_PARAMETER = 0.5;
    private static final double MOST_EPOCHS = 40;
    private static final double NO_NEW = 4;
    private static final double LEAST_SECONDS = 60;

    /** The shapes of BERT's small models (Turc et al. 2019) and its base. */
    private static final List<Shape> SHAPES = List.of(
            new Shape(2, 128, 2),
            new Shape(4, 256, 4),
            new Shape(4, 512, 8),
            new Shape(8, 512, 8),
            new Shape(12, 768, 12));

    /** Layers, width and heads of an encoder. */
    private record Shape(int layers, int width, int heads) {}

    /**
     * A shape that was tried.
     *
     * @param tokensPerSecond of training on this machine
     * @param tokens that it sees in the time
     */
    public record Trial(int layers, int width, int heads, long parameters, double tokensPerSecond, long tokens) {
        double tokensPerParameter() {
            return (double) tokens / parameters;
        }
    }

    /**
     * Plans.
     *
     * @param base what the plan leaves as it is; its corpus is the text
     * @param duration the time, as {@code 30m}
     * @throws UsageException if there is no text, too little for the time, or less time than a minute
     */
    public static Plan of(Recipe base, String duration, String device, Consumer<String> log) throws IOException {
        Recipe timed = base.with("training.duration", duration);
        double seconds = timed.training().durationSeconds().orElseThrow();
        if (seconds < LEAST_SECONDS) {
            throw new UsageException("--for", "a minute or more", duration);
        }
        List<String> paths = base.corpus().paths().orElseThrow();
        log.accept("reading " + String.join(", ", paths));
        TextSurvey text =
                TextSurvey.of(CorpusInputs.open(paths, base.corpus().documents()), bytes(paths), SURVEY_SECONDS);
        if (text.words() == 0) {
            throw new UsageException("corpus", "text", "none in " + String.join(", ", paths));
        }
        try {
            return EngineThread.run(() -> plan(timed, seconds, text, ComputeDevice.parse(device), log));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("plan", e);
        }
    }

    private static long bytes(List<String> paths) throws IOException {
        long bytes = 0;
        for (String path : paths) {
            if (Files.exists(Path.of(path))) {
                try (Stream<Path> files = Files.walk(Path.of(path))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        bytes += Files.size(file);
                    }
                }
            }
        }
        return bytes;
    }

    private static Plan plan(Recipe base, double seconds, TextSurvey text, ComputeDevice device, Consumer<String> log) {
        long textTokens = Math.round(text.words() * TOKENS_PER_WORD);
        int row = powerOfTwo(text.middle() * TOKENS_PER_WORD + 2, LEAST_ROW, MOST_ROW);
        int vocabulary = textTokens < 5_000_000 ? 8192 : textTokens < 100_000_000 ? 16_384 : 30_000;
        List<Trial> trials = new ArrayList<>();
        Recipe chosen = null;
        for (Shape shape : SHAPES) {
            Recipe recipe = with(base, shape, row, vocabulary, LEAST_TOKENS_PER_BATCH);
            double speed = SpeedTrial.tokensPerSecond(recipe, device, TRIAL_SECONDS);
            Trial trial = new Trial(
                    shape.layers(),
                    shape.width(),
                    shape.heads(),
                    new MaskedLanguageModel(recipe.encoder(), recipe.vocabularySize()).parameterCount(),
                    speed,
                    Math.round(speed * seconds));
            log.accept(String.format(
                    Locale.ROOT,
                    "%d layers of %d: %,.0f tokens/s, %,d in the time, %.2f for each of %,d parameters",
                    trial.layers(),
                    trial.width(),
                    speed,
                    trial.tokens(),
                    trial.tokensPerParameter(),
                    trial.parameters()));
            if (chosen != null && trial.tokensPerParameter() < TOKENS_PER_PARAMETER) {
                trials.add(trial);
                break;
            }
            trials.add(trial);
            chosen = recipe;
        }
        Trial best = trials.stream()
                .filter(trial -> trial.tokensPerParameter() >= TOKENS_PER_PARAMETER)
                .reduce((smaller, larger) -> larger)
                .orElse(trials.get(0));
        double epochs = (double) best.tokens() / textTokens;
        if (epochs > MOST_EPOCHS) {
            throw new UsageException(
                    "corpus",
                    String.format(
                            Locale.ROOT,
                            "about %,d words or more for this time (%.0f readings)",
                            Math.round(best.tokens() / TOKENS_PER_WORD / MOST_EPOCHS),
                            MOST_EPOCHS),
                    String.format(Locale.ROOT, "about %,d, which would be read %.0f times", text.words(), epochs));
        }
        int perBatch = powerOfTwo((double) best.tokens() / STEPS, LEAST_TOKENS_PER_BATCH, MOST_TOKENS_PER_BATCH);
        Shape shape = new Shape(best.layers(), best.width(), best.heads());
        return new Plan(
                with(base, shape, row, vocabulary, perBatch),
                text,
                trials,
                reasons(text, textTokens, row, vocabulary, best, perBatch, epochs));
    }

    private static Recipe with(Recipe base, Shape shape, int row, int vocabulary, int tokensPerBatch) {
        Map<String, String> changes = new LinkedHashMap<>();
        if (base.tokenizer().isPresent()) {
            changes.put("tokenizer.vocabularySize", "" + vocabulary);
        }
        changes.put("encoder.layers", "" + shape.layers());
        changes.put("encoder.width", "" + shape.width());
        changes.put("encoder.heads", "" + shape.heads());
        changes.put("encoder.feedForwardWidth", "" + 4 * shape.width());
        changes.put("encoder.maxPositions", "" + row);
        changes.put("training.rowLength", "" + row);
        changes.put("training.rowsPerBatch", "" + tokensPerBatch / row);
        changes.put("training.rowsPerMicroBatch", "" + LEAST_TOKENS_PER_BATCH / row);
        return base.with(changes);
    }

    private static int powerOfTwo(double atLeast, int least, int most) {
        int power = least;
        while (power < atLeast && power < most) {
            power *= 2;
        }
        return power;
    }

    private static List<String> reasons(
            TextSurvey text, long textTokens, int row, int vocabulary, Trial best, int perBatch, double epochs) {
        List<String> reasons = new ArrayList<>();
        reasons.add(String.format(
                Locale.ROOT,
                "rows of %d tokens: half of the text is in documents of more than %,d words (%d to %d are considered)",
                row,
                text.middle(),
                LEAST_ROW,
                MOST_ROW));
        reasons.add(String.format(
                Locale.ROOT,
                "a vocabulary of %,d pieces: the text has about %,d tokens; its table must be learnt too",
                vocabulary,
                textTokens));
        reasons.add(String.format(
                Locale.ROOT,
                "%d layers of width %d: the largest shape that sees %.1f tokens or more for each parameter in the time (%.2f);"
                        + " a larger one learns more from a token but sees too few of them; a rule of thumb",
                best.layers(),
                best.width(),
                TOKENS_PER_PARAMETER,
                best.tokensPerParameter()));
        reasons.add(String.format(
                Locale.ROOT,
                "%,d tokens for an update, about %,d updates: the batch grows where there would be more than %,d, a rule of thumb",
                perBatch,
                best.tokens() / perBatch,
                STEPS));
        reasons.add(String.format(
                Locale.ROOT,
                "the text is read %.1f times%s",
                epochs,
                epochs > NO_NEW
                        ? "; more than about 4 times teaches little more (Muennighoff et al. 2023): a shorter time would do"
                        : ""));
        return reasons;
    }
}
