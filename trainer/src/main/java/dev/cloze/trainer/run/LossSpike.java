package dev.cloze.trainer.run;

/** A step after which the run had better not go on: its loss jumped, or is no number. */
final class LossSpike extends Exception {
    private static final long serialVersionUID = 1;

    private final long step;
    private final double elapsed;

    /**
     * A jump.
     *
     * @param step counted from 0
     * @param what the loss, the gradient's norm and what was expected of them
     * @param elapsed seconds of training so far
     */
    LossSpike(long step, String what, double elapsed) {
        super(what);
        this.step = step;
        this.elapsed = elapsed;
    }

    long step() {
        return step;
    }

    double elapsed() {
        return elapsed;
    }
}
