package dev.cloze.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.recipe.DecayShape;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WarmupStableDecayTest {
    @Test
    void risesStaysAndFalls() {
        assertThat(factors(10, 4, 5)).containsExactly(0.25, 0.5, 0.75, 1, 1, 1, 0.8, 0.6, 0.4, 0.2);
    }

    @Test
    void withoutWarmupItBeginsAtThePeak() {
        assertThat(factors(4, 0, 2)).containsExactly(1, 1, 1, 0.5);
    }

    @Test
    void withoutDecayItEndsAtThePeak() {
        assertThat(factors(4, 2, 0)).containsExactly(0.5, 1, 1, 1);
        assertThat(factors(3, 0, 0)).containsExactly(1, 1, 1);
    }

    private static double[] factors(long steps, long warmup, long decay) {
        WarmupStableDecay schedule = new WarmupStableDecay(steps, warmup, decay, DecayShape.LINEAR);
        return LongStream.range(0, steps).mapToDouble(schedule::factor).toArray();
    }
}
