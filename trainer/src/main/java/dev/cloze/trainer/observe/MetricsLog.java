package dev.cloze.trainer.observe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** {@code metrics.jsonl}: one JSON object a line, flushed at once; and the same numbers for TensorBoard beside it. */
public final class MetricsLog implements Closeable {
    private static final Gson GSON = new GsonBuilder().create();

    private final Path file;
    private final BufferedWriter writer;
    private final List<Step> steps;
    private final List<Evaluation> evaluations;

    private final EventFile events;

    private MetricsLog(Path file, List<Step> steps, List<Evaluation> evaluations, EventFile events) throws IOException {
        this.file = file;
        this.writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
        this.steps = steps;
        this.evaluations = evaluations;
        this.events = events;
    }

    /**
     * One logged step.
     *
     * @param step updates made
     * @param tokens tokens seen since the start, padding apart
     * @param loss mean loss of the steps since the last line, in nats
     * @param learningRate AdamW's
     * @param gradientNorm of the last step, before clipping
     * @param tokensPerSecond since the last line
     * @param modelFlopsUtilization share of the machine's matrix-multiply peak
     * @param dataWaitShare share of the time in which the step waited for its batch
     * @param paddingShare share of the rows' places that hold no token, since the last line or this process's start
     * @param residentMiB resident memory of the process; absent where the system does not tell
     * @param gradientNorms of the last step, before clipping, of each part of the model
     */
    public record Step(
            long step,
            long tokens,
            double loss,
            double learningRate,
            double gradientNorm,
            double tokensPerSecond,
            double modelFlopsUtilization,
            double dataWaitShare,
            double paddingShare,
            Long residentMiB,
            Map<String, Double> gradientNorms) {
        public Step {
            gradientNorms = gradientNorms == null ? Map.of() : Collections.unmodifiableMap(gradientNorms); // in order
        }

        private Map<String, Double> numbers() {
            Map<String, Double> numbers = new LinkedHashMap<>();
            numbers.put("loss/training", loss);
            numbers.put("learning rate", learningRate);
            numbers.put("gradient norm/all", gradientNorm);
            gradientNorms.forEach((part, norm) -> numbers.put("gradient norm/" + part, norm));
            numbers.put("speed/useful tokens a second", tokensPerSecond);
            numbers.put("speed/share of peak", modelFlopsUtilization);
            numbers.put("speed/data wait", dataWaitShare);
            numbers.put("speed/padding", paddingShare);
            if (residentMiB != null) {
                numbers.put("memory/resident MiB", (double) residentMiB);
            }
            numbers.put("tokens", (double) tokens);
            return numbers;
        }
    }

    /** All lines of a log, read and not changed; what a crash cut off is left out. */
    public record Lines(List<Step> steps, List<Evaluation> evaluations) {
        public Lines {
            steps = List.copyOf(steps);
            evaluations = List.copyOf(evaluations);
        }
    }

    /** Reads the log of a run, which may be under way; one that has not begun has no lines. */
    public static Lines read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        List<Evaluation> evaluations = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                parsed(line).ifPresent(object -> {
                    if (isStep(object)) {
                        steps.add(GSON.fromJson(object, Step.class));
                    } else {
                        evaluations.add(GSON.fromJson(object, Evaluation.class));
                    }
                });
            }
        }
        return new Lines(steps, evaluations);
    }

    /**
     * One evaluation.
     *
     * @param step updates made
     * @param heldOutLoss mean loss of the held-out questions, in nats
     * @param heldOutAccuracy share of them that the model answers
     * @param bitsPerByte the loss per byte of text; absent from logs that were written before it was measured
     * @param bandLosses the loss of the most frequent tokens first, then of rarer ones; null for a band not asked about
     * @param bandAccuracies the same of the accuracy
     * @param sets of named held-out sets
     */
    public record Evaluation(
            long step,
            double heldOutLoss,
            double heldOutAccuracy,
            Double bitsPerByte,
            List<Double> bandLosses,
            List<Double> bandAccuracies,
            Map<String, SetScore> sets) {
        public Evaluation {
            bandLosses = bandLosses == null ? List.of() : Collections.unmodifiableList(bandLosses);
            bandAccuracies = bandAccuracies == null ? List.of() : Collections.unmodifiableList(bandAccuracies);
            sets = sets == null ? Map.of() : Collections.unmodifiableMap(sets);
        }

        private Map<String, Double> numbers() {
            Map<String, Double> numbers = new LinkedHashMap<>();
            numbers.put("loss/held out", heldOutLoss);
            numbers.put("accuracy/held out", heldOutAccuracy);
            if (bitsPerByte != null) {
                numbers.put("bits a byte/held out", bitsPerByte);
            }
            for (int band = 0; band < bandLosses.size(); band++) {
                if (bandLosses.get(band) != null) {
                    numbers.put("loss by frequency/quarter " + (band + 1), bandLosses.get(band));
                }
            }
            sets.forEach((name, score) -> {
                numbers.put("loss/" + name, score.loss());
                numbers.put("accuracy/" + name, score.accuracy());
                numbers.put("bits a byte/" + name, score.bitsPerByte());
            });
            return numbers;
        }
    }

    /** The same of a named set. */
    public record SetScore(double loss, double accuracy, double bitsPerByte) {}

    /**
     * Opens the log of a run that goes on after so many steps. Lines of later steps, which are made again, go away, and
     * those that only a stop has brought about: the log becomes that of a run that never stopped.
     *
     * @param end the number of steps of the run, as far as it is known
     */
    public static MetricsLog open(Path file, long step, OptionalLong end, TrainingRecipe recipe) throws IOException {
        List<String> kept = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        List<Evaluation> evaluations = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Optional<JsonObject> object = parsed(line).filter(one -> belongs(one, step, end, recipe));
                if (object.isPresent()) {
                    kept.add(line);
                    if (isStep(object.get())) {
                        steps.add(GSON.fromJson(object.get(), Step.class));
                    } else {
                        evaluations.add(GSON.fromJson(object.get(), Evaluation.class));
                    }
                }
            }
        }
        String text = kept.stream().map(line -> line + "\n").collect(Collectors.joining());
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        return new MetricsLog(file, steps, evaluations, EventFile.begin(file.resolveSibling("tensorboard"), step));
    }

    /** The logged steps of the whole run, earlier processes' too. */
    public List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** The evaluations so far. */
    public List<Evaluation> evaluations() {
        return Collections.unmodifiableList(evaluations);
    }

    public void add(Step line) throws IOException {
        steps.add(line);
        write(line);
        events.add(line.step(), line.numbers());
    }

    /** Adds an evaluation, unless its step has one already. */
    public void add(Evaluation line) throws IOException {
        if (evaluations.isEmpty()
                || line.step() > evaluations.get(evaluations.size() - 1).step()) {
            evaluations.add(line);
            write(line);
            events.add(line.step(), line.numbers());
        }
    }

    private void write(Record line) throws IOException {
        try {
            writer.write(GSON.toJson(line) + "\n");
            writer.flush();
        } catch (IOException e) {
            throw AtomicFile.named(file, e);
        }
    }

    /** The evaluation after the last step is no part of the loop: whoever goes on from there makes it again. */
    private static boolean belongs(JsonObject line, long step, OptionalLong end, TrainingRecipe recipe) {
        long at = line.get("step").getAsLong();
        return at <= step
                && (isStep(line)
                        ? at % recipe.logEvery() == 0 || end.equals(OptionalLong.of(at))
                        : at % recipe.evaluateEvery() == 0 && !end.equals(OptionalLong.of(at)));
    }

    private static boolean isStep(JsonObject line) {
        return line.has("loss");
    }

    /** A line as JSON; empty for one that a crash cut off. */
    private static Optional<JsonObject> parsed(String line) {
        try {
            JsonElement element = JsonParser.parseString(line);
            return element.isJsonObject() && element.getAsJsonObject().has("step")
                    ? Optional.of(element.getAsJsonObject())
                    : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try (events) {
            writer.close();
        }
    }
}
