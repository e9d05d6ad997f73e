package dev.cloze.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import dev.cloze.trainer.schedule.Course.Leg;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourseTest {
    private static final String PHASES = "[{until: 0.3, rowLength: 8, rowsPerBatch: 16, rowsPerMicroBatch: 8},"
            + " {until: 0.5, rowLength: 16, rowsPerBatch: 4, rowsPerMicroBatch: 4}]";

    @Test
    void withoutPhasesEachStepStandsWhereItsNumberSays() throws IOException {
        Course course = new Course(recipe());
        assertThat(course.steps()).hasValue(20);
        for (long step = 0; step < 20; step++) {
            assertThat(course.place(step)).isEqualTo((double) step);
            assertThat(course.row(step)).isEqualTo(8 * step);
            assertThat(course.isOver(step)).isFalse();
        }
        assertThat(course.isOver(20)).isTrue();
    }

    @Test
    void phasesGoOnWhereInTheTextTheLastOneWas() throws IOException {
        Course course = new Course(recipe("training.phases", PHASES));
        assertThat(course.phase(5)).isEqualTo(new PhaseRecipe(0.3, 8, 16, 8));
        assertThat(course.phase(6)).isEqualTo(new PhaseRecipe(0.5, 16, 4, 4));
        assertThat(course.phase(10)).isEqualTo(new PhaseRecipe(1, 32, 8, 4));
        assertThat(course.position(6)).isEqualTo(6 * 8 * 16);
        assertThat(course.row(6)).isEqualTo(6 * 8 * 16 / 16);
        assertThat(course.position(10)).isEqualTo(6 * 8 * 16 + 4 * 16 * 4);
        assertThat(course.row(10)).isEqualTo((6 * 8 * 16 + 4 * 16 * 4) / 32);
        assertThat(course.place(19)).isEqualTo(19);
        assertThat(course.isOver(20)).isTrue();
    }

    /** Whatever the speed of the steps, also one that doubles and halves, and for recipes of few and many steps. */
    @ParameterizedTest
    @ValueSource(strings = {"20", "100000"})
    void aRunOfAnHourTakesAnHour(String steps) throws IOException {
        TrainingRecipe recipe = recipe("training.duration", "1h", "training.steps", steps, "training.phases", PHASES);
        Course course = new Course(recipe);
        Clock clock = new Clock(course, 3600, recipe.steps());
        Random random = new Random(3);
        course.add(clock.first());
        double elapsed = 0;
        double before = -1;
        long step = 0;
        double last = 1;
        while (!course.isOver(step)) {
            if (!course.isDecided(step)) {
                course.add(clock.next(step, elapsed, last));
                last = 1e-4 * Math.pow(2, random.nextDouble());
            }
            assertThat(course.place(step)).isGreaterThan(before).isLessThan((double) recipe.steps());
            before = course.place(step);
            elapsed += last * course.phase(step).places();
            step++;
        }
        assertThat(elapsed).isCloseTo(3600, Offset.offset(120.0));
        assertThat(course.phase(step)).isEqualTo(new PhaseRecipe(1, 32, 8, 4));
        double ofFirst = 0;
        for (long s = 0; course.phase(s).rowLength() == 8; s++) {
            ofFirst++;
        }
        assertThat(ofFirst * 8 * 16 * 1.5e-4).isCloseTo(0.3 * 3600, Offset.offset(0.4 * 0.3 * 3600));
    }

    @Test
    void rowsThatLedToAJumpAreLeftOut() throws IOException {
        Course course = new Course(recipe("training.phases", PHASES));
        long afterwards = course.position(9);
        assertThat(course.elapsed(4)).isZero();
        for (Leg leg : course.leavingOut(4, 8, 90)) {
            course.add(leg);
        }
        assertThat(course.rollbacks()).isEqualTo(1);
        assertThat(course.elapsed(4)).isEqualTo(90);
        assertThat(course.elapsed(3)).isZero();
        assertThat(course.place(4)).isEqualTo(4);
        assertThat(course.position(4)).isEqualTo(afterwards);
        assertThat(course.row(3)).isEqualTo(48);
        assertThat(course.phase(6).rowLength()).isEqualTo(16);
        assertThat(course.steps()).hasValue(20);
        course.leavingOut(7, 7, 1).forEach(course::add);
        assertThat(course.rollbacks()).isEqualTo(2);
        assertThat(course.position(7)).isEqualTo(afterwards + 2 * 8 * 16 + 2 * 16 * 4);
    }

    @Test
    void aPlateauBringsTheDecayNearer() throws IOException {
        Course course = new Course(recipe());
        assertThat(course.canEndSooner(5)).isTrue();
        course.endingFrom(6, 1).forEach(course::add);
        assertThat(course.place(6)).isEqualTo(12);
        assertThat(course.steps()).hasValue(14);
        assertThat(course.row(7)).isEqualTo(56);
        assertThat(course.canEndSooner(7)).isFalse();

        Course constant = new Course(recipe("training.schedule", "constant"));
        constant.endingFrom(6, 1).forEach(constant::add);
        assertThat(constant.isOver(6)).isTrue();
        assertThat(constant.isOver(5)).isFalse();
    }

    @Test
    void stepsForSoManyTokens() throws IOException {
        assertThat(recipe().stepsFor(1000)).isEqualTo(4);
        TrainingRecipe phased = recipe("training.phases", PHASES);
        long steps = phased.stepsFor(100_000);
        Course course = new Course(recipe("training.phases", PHASES, "training.steps", "" + steps));
        assertThat(course.position(steps)).isBetween(100_000L, 100_400L);
    }

    private static TrainingRecipe recipe(String... changes) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            values.put(changes[i], changes[i + 1]);
        }
        return Recipe.load(TinyRecipe.file()).with(values).training();
    }
}
