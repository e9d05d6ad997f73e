package dev.cloze.corpora.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.report.TextStatistics.Counted;
import dev.cloze.corpora.report.TextStatistics.Lengths;
import dev.cloze.corpora.report.TopSources.Source;
import dev.cloze.corpora.report.TypeTokenCurve.Point;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextStatisticsTest {
    @Test
    void documentsAreCountedByLengthAndSource() {
        TextStatistics statistics = new TextStatistics();
        statistics.add(Counted.of(new Document("a.zip!one", 0, "a rose is a rose")));
        statistics.add(Counted.of(new Document("a.zip!two", 0, "Ünder\tthe  tree")));
        statistics.add(Counted.of(new Document("b.txt", 0, "one two three four")));
        TextStatistics.Summary summary = statistics.summary();
        assertThat(summary.documents()).isEqualTo(3);
        assertThat(summary.words()).isEqualTo(12);
        assertThat(summary.bytes()).isEqualTo(16 + 16 + 18);
        assertThat(summary.lengths()).containsExactly(new Lengths(2, 3, 1, 3), new Lengths(4, 7, 2, 9));
        assertThat(summary.sources()).containsExactly(new Source("a.zip", 2, 8, 32), new Source("b.txt", 1, 4, 18));
        // a rose is Ünder the tree one two three four
        assertThat(summary.curve()).containsExactly(new Point(12, 10));
    }

    @Test
    void aSampleOfTypesIsNearlyRight() {
        long[] words = new Random(2)
                .longs(400_000, 0, 100_000)
                .map(TextStatisticsTest::hash)
                .toArray();
        TypeTokenCurve exact = new TypeTokenCurve(1 << 20);
        TypeTokenCurve sampled = new TypeTokenCurve(5000);
        exact.add(words);
        sampled.add(words);
        List<Point> expected = exact.points();
        List<Point> found = sampled.points();
        assertThat(expected)
                .extracting(Point::tokens)
                .startsWith(1000L, 2000L, 4000L)
                .endsWith(256_000L, 400_000L);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).tokens()).isEqualTo(expected.get(i).tokens());
            assertThat(found.get(i).types() / (double) expected.get(i).types()).isBetween(0.94, 1.06);
        }
        // 100,000 (1 - e^-4) different ones are expected of 400,000 draws
        assertThat(expected.get(expected.size() - 1).types()).isBetween(97_800L, 98_500L);
    }

    private static long hash(long number) {
        return WordHashes.of("w" + number)[0];
    }

    @Test
    void theLargeSourcesStayWhenThereAreManySmallOnes() {
        TopSources sources = new TopSources(100);
        for (int i = 0; i < 5000; i++) {
            sources.add("small" + i, 1, 5);
            sources.add("large" + i % 3, 10, 50);
        }
        List<Source> largest = sources.largest();
        assertThat(largest.stream().limit(3).map(Source::source).collect(Collectors.toSet()))
                .isEqualTo(IntStream.range(0, 3).mapToObj(i -> "large" + i).collect(Collectors.toSet()));
        assertThat(largest.stream().mapToLong(Source::documents).sum()).isEqualTo(10_000);
        assertThat(largest.get(largest.size() - 1).source()).isEqualTo("(others)");
    }
}
