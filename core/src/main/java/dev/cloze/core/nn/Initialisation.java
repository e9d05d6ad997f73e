package dev.cloze.core.nn;

/** How a parameter is filled before training: a pure function of seed, parameter name and place. */
public sealed interface Initialisation {
    /**
     * A normal distribution cut at two standard deviations (Devlin et al. 2019, as their code has it), by drawing again.
     *
     * @param deviation before the cut; after it, it is 0.88 of this
     */
    record TruncatedNormal(double deviation) implements Initialisation {}

    /** One number everywhere. */
    record Constant(double value) implements Initialisation {}

    /** Fills an array for the parameter of this name. */
    default float[] values(long seed, String parameter, int count) {
        float[] result = new float[count];
        CounterRandom random = CounterRandom.of(seed, parameter);
        for (int i = 0; i < count; i++) {
            result[i] = this instanceof TruncatedNormal normal
                    ? (float) (normal.deviation() * random.truncatedNormal(i))
                    : (float) ((Constant) this).value();
        }
        return result;
    }
}
