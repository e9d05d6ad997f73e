package dev.cloze.trainer.schedule;

import dev.cloze.trainer.schedule.Course.Leg;
import dev.cloze.trainer.schedule.Course.Reason;

/**
 * Cuts a run that has a time instead of a number of steps into legs of at most a twentieth of it. What a leg's steps took says
 * how many the next has; so the run keeps to its time where the speed changes, and each rate is known before its step.
 */
public final class Clock {
    private static final long PROBE_STEPS = 3;
    private static final double PROBE = 1.0 / 1000;
    private static final double FIRST = 1.0 / 100;
    private static final double LEG = 1.0 / 20;

    private final Course course;
    private final double seconds;
    private final long places;

    /**
     * A clock.
     *
     * @param seconds that the run may take
     * @param places the recipe's steps, which the run goes through at a pace of its own
     */
    public Clock(Course course, double seconds, long places) {
        this.course = course;
        this.seconds = seconds;
        this.places = places;
    }

    /** The first leg: a few steps that say how long a step takes. */
    public Leg first() {
        return new Leg(0, PROBE_STEPS, 0, PROBE * places, 0, 0, Reason.CLOCK, 0);
    }

    /**
     * The leg after those decided.
     *
     * @param step its first step
     * @param elapsed seconds of training before it
     * @param secondsPerPlace seconds for each place of a row, padding among them, as measured last
     */
    public Leg next(long step, double elapsed, double secondsPerPlace) {
        double from = course.at(step).to();
        int phase = course.phaseAt(from);
        double longest = step <= PROBE_STEPS ? FIRST : LEG;
        double to = Math.min(from + longest * places, (double) course.endOf(phase));
        double time = (seconds - elapsed) * (to - from) / (places - from);
        long steps = Math.max(1, Math.round(time / (secondsPerPlace * course.placesPerStep(phase))));
        return new Leg(step, steps, from, to, phase, course.position(step), Reason.CLOCK, elapsed);
    }
}
