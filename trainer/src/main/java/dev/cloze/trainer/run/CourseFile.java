package dev.cloze.trainer.run;

import com.google.gson.JsonParseException;
import dev.cloze.tokenizer.DataException;
import dev.cloze.trainer.recipe.TrainingRecipe;
import dev.cloze.trainer.schedule.Course;
import dev.cloze.trainer.schedule.Course.Leg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code course.jsonl}: the legs of a run that its recipe does not say by itself, one a line, each there before its first step is run. */
final class CourseFile {
    private final Path file;
    private final List<Leg> legs;

    private CourseFile(Path file, List<Leg> legs) {
        this.file = file;
        this.legs = legs;
    }

    /** The decided legs of a run; none if there is no file. */
    static CourseFile open(Path file) throws IOException {
        List<Leg> legs = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                try {
                    Leg leg = JsonLines.of(lines.get(i), Leg.class);
                    if (leg == null || leg.reason() == null) {
                        throw new JsonParseException("another thing");
                    }
                    legs.add(leg);
                } catch (JsonParseException e) {
                    throw new DataException(file + ": line " + (i + 1), "a leg of a run's course", lines.get(i), e);
                }
            }
        }
        return new CourseFile(file, legs);
    }

    /** The course of a recipe with these legs. */
    Course course(TrainingRecipe recipe) {
        Course course = new Course(recipe);
        legs.forEach(course::add);
        return course;
    }

    List<Leg> legs() {
        return List.copyOf(legs);
    }

    /** Adds legs to the file, whole or not at all. */
    void add(List<Leg> more) throws IOException {
        legs.addAll(more);
        JsonLines.write(file, legs);
    }
}
