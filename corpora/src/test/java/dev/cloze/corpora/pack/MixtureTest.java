package dev.cloze.corpora.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloze.corpora.pack.Mixture.Source;
import dev.cloze.corpora.pack.Mixture.Visit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixtureTest {
    @Test
    void eachSourceHasItsShareAllTheTime() {
        double[] weights = {5, 3, 2, 0.5};
        Mixture mixture = new Mixture(
                1,
                IntStream.range(0, 4).mapToObj(i -> new Source(77, weights[i])).toList());
        int[] visits = new int[4];
        for (int place = 0; place < 5000; place++) {
            visits[mixture.at(place).source()]++;
            for (int source = 0; source < 4; source++) {
                double share = weights[source] / 10.5;
                // 1/2048 off at most where the share is rounded, and two places where the sources take turns
                assertThat((double) visits[source])
                        .isBetween((place + 1) * (share - 5e-4) - 2, (place + 1) * (share + 5e-4) + 2);
            }
        }
    }

    @Test
    void eachEpochOfASourceVisitsEachOfItsRowsOnceInAnotherOrder() {
        Mixture mixture = new Mixture(1, List.of(new Source(50, 3), new Source(20, 1)));
        Map<Integer, Map<Long, List<Long>>> rows = IntStream.range(0, 4000)
                .mapToObj(mixture::at)
                .collect(Collectors.groupingBy(
                        Visit::source,
                        Collectors.groupingBy(Visit::epoch, Collectors.mapping(Visit::row, Collectors.toList()))));
        Map<Integer, Long> sizes = Map.of(0, 50L, 1, 20L);
        rows.forEach((source, epochs) -> {
            long last = epochs.keySet().stream().mapToLong(epoch -> epoch).max().orElseThrow();
            assertThat(last).isGreaterThan(40);
            Set<List<Long>> orders = new HashSet<>();
            epochs.forEach((epoch, visited) -> {
                if (epoch < last) {
                    assertThat(new HashSet<>(visited))
                            .hasSize(visited.size())
                            .hasSize(sizes.get(source).intValue());
                    orders.add(visited);
                }
            });
            assertThat(orders).hasSize((int) last);
        });
    }

    @Test
    void aPlaceDoesNotDependOnThoseBeforeIt() {
        List<Source> sources = List.of(new Source(1L << 40, 0.9), new Source(3, 0.1));
        Mixture one = new Mixture(9, sources);
        Map<Long, Visit> visits = new HashMap<>();
        for (long place = 0; place < 3000; place++) {
            visits.put(place, one.at(place));
        }
        Mixture other = new Mixture(9, sources);
        for (long place = 2999; place >= 0; place -= 7) {
            assertThat(other.at(place)).isEqualTo(visits.get(place));
        }
        assertThat(other.at(1L << 50).row()).isGreaterThanOrEqualTo(0);
    }

    @Test
    void aTinyShareHasAPlaceAndOneSourceHasAll() {
        Mixture mixture = new Mixture(1, List.of(new Source(10, 1e6), new Source(10, 1e-6)));
        assertThat(IntStream.range(0, Mixture.TURN)
                        .filter(place -> mixture.at(place).source() == 1)
                        .count())
                .isEqualTo(1);
        Mixture alone = new Mixture(1, List.of(new Source(10, 0.1)));
        RowOrder order = new RowOrder(1, 10);
        for (int place = 0; place < 30; place++) {
            assertThat(alone.at(place)).isEqualTo(new Visit(0, place / 10, order.at(place / 10, place % 10)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Source(10, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Source(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Mixture(1, List.of()));
    }
}
