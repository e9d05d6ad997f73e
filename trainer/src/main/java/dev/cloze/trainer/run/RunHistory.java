package dev.cloze.trainer.run;

import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.page.LineChart.Point;
import dev.cloze.trainer.page.LineChart.Series;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a run's folder tells of it, finished or under way; the folder is only read.
 *
 * @param steps how many the run has, once that is decided
 * @param stages the hashes of the inputs of its finished stages, by name
 * @param fillings what the model made of a few sentences at each evaluation
 * @param starts of the processes that trained it
 * @param result absent until the run has ended
 */
record RunHistory(
        Path folder,
        Recipe recipe,
        OptionalLong steps,
        MetricsLog.Lines metrics,
        Map<String, String> stages,
        List<FillingsLog.Line> fillings,
        List<StartsLog.Start> starts,
        Optional<RunResult> result) {

    /** What progress is measured in. */
    enum Across {
        STEPS("steps"),
        TOKENS("tokens"),
        SECONDS("seconds of training");

        private final String text;

        Across(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Reads a run's folder. */
    static RunHistory read(Path folder) throws IOException {
        if (!Files.isRegularFile(RunFolder.recipe(folder))) {
            throw new UsageException(folder.toString(), "the folder of a run, with recipe.yaml", "one without it");
        }
        Path stages = folder.resolve("stages.json");
        Path result = folder.resolve("result.json");
        Recipe recipe = Recipe.load(RunFolder.recipe(folder));
        return new RunHistory(
                folder,
                recipe,
                CourseFile.open(RunFolder.course(folder))
                        .course(recipe.training())
                        .steps(),
                MetricsLog.read(folder.resolve("metrics.jsonl")),
                Files.exists(stages)
                        ? new TreeMap<>(
                                JsonFile.read(stages, RunFolder.Stages.class).inputs())
                        : Map.of(),
                FillingsLog.read(folder.resolve(RunFolder.FILLINGS)),
                StartsLog.read(folder.resolve(RunFolder.STARTS)),
                Files.exists(result) ? Optional.of(JsonFile.read(result, RunResult.class)) : Optional.empty());
    }

    /** The name that tells it from the others beside it. */
    String name() {
        return folder.toAbsolutePath().normalize().getFileName().toString();
    }

    /** The curve of a number that is logged with the steps. */
    Series curve(String name, ToDoubleFunction<MetricsLog.Step> number) {
        return new Series(
                name,
                metrics.steps().stream()
                        .map(line -> new Point(line.step(), number.applyAsDouble(line)))
                        .toList());
    }

    /** The held-out losses. */
    Series heldOut(String name, Across across) {
        NavigableMap<Long, Double> places = places(across);
        return new Series(
                name,
                metrics.evaluations().stream()
                        .map(line -> new Point(place(places, line.step()), line.heldOutLoss()))
                        .toList());
    }

    /** Time is that of the logged speeds: training alone, of every process that took part. */
    private NavigableMap<Long, Double> places(Across across) {
        NavigableMap<Long, Double> places = new TreeMap<>(Map.of(0L, 0.0));
        double seconds = 0;
        long tokens = 0;
        for (MetricsLog.Step line : metrics.steps()) {
            seconds += (line.tokens() - tokens) / line.tokensPerSecond();
            tokens = line.tokens();
            places.put(
                    line.step(),
                    switch (across) {
                        case STEPS -> (double) line.step();
                        case TOKENS -> (double) tokens;
                        case SECONDS -> seconds;
                    });
        }
        return places;
    }

    private static double place(NavigableMap<Long, Double> places, long step) {
        Map.Entry<Long, Double> before = places.floorEntry(step);
        Map.Entry<Long, Double> after = places.ceilingEntry(step);
        return after == null || after.getKey().equals(before.getKey())
                ? before.getValue()
                : before.getValue()
                        + (after.getValue() - before.getValue())
                                * (step - before.getKey())
                                / (after.getKey() - before.getKey());
    }

    /** The held-out loss there, between two evaluations on the line that joins them; empty outside of them. */
    OptionalDouble heldOutAt(Across across, double place) {
        List<Point> points = heldOut("", across).points();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (point.x() == place) {
                return OptionalDouble.of(point.y());
            }
            if (point.x() > place) {
                if (i == 0) {
                    return OptionalDouble.empty();
                }
                Point before = points.get(i - 1);
                double share = (place - before.x()) / (point.x() - before.x());
                return OptionalDouble.of(before.y() + share * (point.y() - before.y()));
            }
        }
        return OptionalDouble.empty();
    }

    /** Where the held-out loss first is so low, on the line between two evaluations; empty if it never is. */
    OptionalDouble firstAt(Across across, double loss) {
        List<Point> points = heldOut("", across).points();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (point.y() <= loss) {
                if (i == 0) {
                    return OptionalDouble.of(point.x());
                }
                Point before = points.get(i - 1);
                double share = (before.y() - loss) / (before.y() - point.y());
                return OptionalDouble.of(before.x() + share * (point.x() - before.x()));
            }
        }
        return OptionalDouble.empty();
    }

    /** The last evaluation. */
    Optional<MetricsLog.Evaluation> last() {
        List<MetricsLog.Evaluation> all = metrics.evaluations();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The place of the last evaluation; 0 before the first. */
    double end(Across across) {
        List<Point> points = heldOut("", across).points();
        return points.isEmpty() ? 0 : points.get(points.size() - 1).x();
    }
}
