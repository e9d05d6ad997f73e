package dev.cloze.trainer.schedule;

import dev.cloze.trainer.recipe.LearningRateSchedule;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where in its recipe each step of a run stands. A recipe with a number of steps says so by itself; what a clock, a plateau
 * or a jump of the loss decides comes as further legs, each before its first step is run. So batches, masks and learning
 * rates are functions of the step and the legs, and a run with the same legs has the same bits. For several threads.
 */
public final class Course {
    private final TrainingRecipe recipe;
    private final List<PhaseRecipe> phases;
    private final List<Leg> legs = new CopyOnWriteArrayList<>();

    /** Why a leg is there. */
    public enum Reason {
        /** The recipe's numbers of steps. */
        RECIPE,
        /** So many steps fit into a part of the time. */
        CLOCK,
        /** The held-out loss fell no more. */
        PLATEAU,
        /** The loss jumped; the rows that led there are left out. */
        SPIKE
    }

    /**
     * A stretch of steps of one phase.
     *
     * @param firstStep its first step, counted from 0; a later leg that begins at it or before counts instead of this one
     * @param steps how many there are
     * @param from where its first step stands among the recipe's {@code steps}
     * @param to where its end stands
     * @param phase the number of the phase
     * @param position places of rows before its first, in tokens, padding among them
     * @param reason why it is there
     * @param elapsed seconds of training when it was decided; it decides nothing any more
     */
    public record Leg(
            long firstStep,
            long steps,
            double from,
            double to,
            int phase,
            long position,
            Reason reason,
            double elapsed) {

        /** The step after its last. */
        public long end() {
            return firstStep + steps;
        }
    }

    /** The course of a recipe; if time decides, without legs yet. */
    public Course(TrainingRecipe recipe) {
        this.recipe = recipe;
        this.phases = recipe.allPhases();
        if (recipe.duration().isEmpty()) {
            legs.addAll(toTheEnd(0, 0, 0, Reason.RECIPE, 0));
        }
    }

    /** Adds a leg that has been decided. */
    public void add(Leg leg) {
        legs.add(leg);
    }

    /** Legs from a step to the end, one for each phase, a step of the run being one of the recipe. */
    public List<Leg> toTheEnd(long firstStep, long from, long position, Reason reason, double elapsed) {
        List<Leg> found = new ArrayList<>();
        long step = firstStep;
        long at = from;
        long places = position;
        for (int phase = phaseAt((double) from); phase < phases.size(); phase++) {
            long end = endOf(phase);
            if (end > at) {
                found.add(new Leg(step, end - at, (double) at, (double) end, phase, places, reason, elapsed));
                places += (end - at) * phases.get(phase).places();
                step += end - at;
                at = end;
            }
        }
        return found;
    }

    /**
     * Legs for a run that stands before {@code from} again and leaves out the rows from there up to those of a step.
     *
     * @param elapsed seconds of training so far
     */
    public List<Leg> leavingOut(long from, long upTo, double elapsed) {
        long position = position(upTo + 1);
        if (recipe.duration().isEmpty()) {
            return toTheEnd(from, Math.round(place(from)), position, Reason.SPIKE, elapsed);
        }
        Leg leg = at(from);
        return List.of(
                new Leg(from, leg.end() - from, place(from), leg.to(), leg.phase(), position, Reason.SPIKE, elapsed));
    }

    /** Legs to the end of a run that learns no more: the decay of the learning rate, if the recipe has one. */
    public List<Leg> endingFrom(long step, double elapsed) {
        long decay = decay();
        return decay == 0
                ? List.of(new Leg(
                        step,
                        0,
                        (double) recipe.steps(),
                        (double) recipe.steps(),
                        phases.size() - 1,
                        position(step),
                        Reason.PLATEAU,
                        elapsed))
                : toTheEnd(step, recipe.steps() - decay, position(step), Reason.PLATEAU, elapsed);
    }

    /** Whether a plateau can bring the end nearer: before the decay. */
    public boolean canEndSooner(long step) {
        return place(step) < recipe.steps() - decay();
    }

    private long decay() {
        return recipe.schedule().equals(Optional.of(LearningRateSchedule.CONSTANT)) ? 0 : recipe.decaySteps();
    }

    /** Seconds of training when it was decided where a step stands; 0 if it has not been. */
    public double elapsed(long step) {
        return legs.isEmpty() ? 0 : at(step).elapsed();
    }

    /** How often the run has gone back because of a jump of the loss. */
    public int rollbacks() {
        int rollbacks = 0;
        for (int i = 0; i < legs.size(); i++) {
            boolean goesOn = i > 0
                    && legs.get(i - 1).reason() == Reason.SPIKE
                    && legs.get(i - 1).end() == legs.get(i).firstStep();
            if (legs.get(i).reason() == Reason.SPIKE && !goesOn) {
                rollbacks++;
            }
        }
        return rollbacks;
    }

    /** Whether there is a leg. */
    public boolean isBegun() {
        return !legs.isEmpty();
    }

    /** Whether it has been decided where a step stands. */
    public boolean isDecided(long step) {
        return !legs.isEmpty() && (step < at(step).end() || isOver(step));
    }

    /** The leg of a step; of one after the last, the last leg. */
    public Leg at(long step) {
        for (int i = legs.size() - 1; i >= 0; i--) {
            if (legs.get(i).firstStep() <= step) {
                return legs.get(i);
            }
        }
        throw new IllegalStateException("course: no leg of step " + step);
    }

    /** Whether the run has ended before a step. */
    public boolean isOver(long step) {
        OptionalLong end = steps();
        return end.isPresent() && step >= end.getAsLong();
    }

    /** How many steps have been decided so far. */
    public long known() {
        return legs.isEmpty() ? 0 : legs.get(legs.size() - 1).end();
    }

    /** The number of steps of the run, once it is decided. */
    public OptionalLong steps() {
        if (legs.isEmpty()) {
            return OptionalLong.empty();
        }
        Leg last = legs.get(legs.size() - 1);
        return last.to() < recipe.steps() ? OptionalLong.empty() : OptionalLong.of(last.end());
    }

    /** Where a step stands among the recipe's steps; with a recipe that says how many there are, the step itself. */
    public double place(long step) {
        Leg leg = at(step);
        return step == leg.firstStep()
                ? leg.from()
                : leg.from() + (step - leg.firstStep()) * ((leg.to() - leg.from()) / leg.steps());
    }

    /** How far the run is at a step: 0 in the first, 1 in the last. */
    public double progress(long step) {
        return Math.min(1, place(step) / Math.max(1, recipe.steps() - 1));
    }

    /** The phase of a step. */
    public PhaseRecipe phase(long step) {
        return phases.get(at(step).phase());
    }

    /** Places of rows before those of a step, in tokens, padding among them. */
    public long position(long step) {
        Leg leg = at(step);
        return leg.position()
                + (step - leg.firstStep()) * phases.get(leg.phase()).places();
    }

    /** The first row of a step, among those of its phase's length; each phase goes on where in the text the last one was. */
    public long row(long step) {
        Leg leg = at(step);
        PhaseRecipe phase = phases.get(leg.phase());
        long first = Math.floorDiv(leg.position() + phase.rowLength() - 1, phase.rowLength());
        return first + (step - leg.firstStep()) * phase.rowsPerBatch();
    }

    /** The number of the phase at a place among the recipe's steps. */
    public int phaseAt(double place) {
        int phase = 0;
        while (phase < phases.size() - 1 && place >= endOf(phase)) {
            phase++;
        }
        return phase;
    }

    /** Places of one update in a phase, padding among them. */
    long placesPerStep(int phase) {
        return phases.get(phase).places();
    }

    /** Where a phase ends among the recipe's steps. */
    public long endOf(int phase) {
        return Math.round(phases.get(phase).until() * recipe.steps());
    }
}
