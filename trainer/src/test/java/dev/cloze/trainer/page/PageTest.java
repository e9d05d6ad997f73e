package dev.cloze.trainer.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.page.LineChart.Axis;
import dev.cloze.trainer.page.LineChart.Level;
import dev.cloze.trainer.page.LineChart.Point;
import dev.cloze.trainer.page.LineChart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Pattern PLACE = Pattern.compile("([-0-9.]+),([-0-9.]+)");
    private static final Pattern POINTS = Pattern.compile("points=\"([^\"]*)\"");

    @Test
    void textMeansItself() {
        String nasty = "<script>alert('1')</script> & \"";
        LineChart chart = new LineChart(
                nasty, nasty, nasty, Axis.LINEAR, List.of(curve(nasty, 1, 2)), List.of(new Level(nasty, 1)));
        Table table = new Table(List.of(nasty), List.of(List.of(nasty)));
        Section section = new Section(nasty, List.of(chart, table, new Text(nasty)));
        String html = new Page(nasty, nasty, List.of(section)).html();
        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("alert('")
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;");
    }

    @Test
    void fieldsOfAHeatMapAreAsStrongAsTheirNumbersLogarithms() {
        HeatMap map = new HeatMap(
                "<norms>",
                "a & b",
                "step",
                List.of(
                        new HeatMap.Row("one", List.of(1.0, 10.0, 100.0)),
                        new HeatMap.Row("<two>", List.of(Double.NaN, 0.0, 10.0))),
                List.of(10L, 20L, 30L));
        List<String> strengths = Pattern.compile("fill-opacity=\"([0-9.]+)\"")
                .matcher(map.html())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(strengths)
                .containsExactly("0.06", "0.53", "1.00", "0.53"); // what is no positive number has no field
        assertThat(map.html()).contains("&lt;two&gt;, step 30: 10").doesNotContain("<two>", "<norms>");
        List<Long> many = LongStream.range(0, 1000).boxed().toList();
        String wide = new HeatMap(
                        "t",
                        "u",
                        "step",
                        List.of(new HeatMap.Row(
                                "r", many.stream().map(n -> n + 1.0).toList())),
                        many)
                .html();
        assertThat(wide.split("<rect", -1)).hasSize(81);
        assertThat(wide).contains("step 0: ", "step 999: ");
        assertThat(new HeatMap("t", "u", "step", List.of(), List.of()).html()).contains("nothing yet");
    }

    @Test
    void thePageNeedsNothingFromElsewhere() {
        String html = new Page("a", "b", List.of(new Section("c", List.of(chart(Axis.LINEAR, 1, 2))))).html();
        assertThat(html).doesNotContain("http").doesNotContain("src=").doesNotContain("url(");
    }

    @Test
    void pointsLieInTheFrameAndKeepTheirOrder() {
        for (Axis axis : Axis.values()) {
            List<double[]> places = places(chart(axis, 1e-3, 5, 1e4, 0.2).html());
            assertThat(places).hasSize(4).allSatisfy(place -> {
                assertThat(place[0]).isBetween(52.0, 416.0);
                assertThat(place[1]).isBetween(12.0, 210.0);
            });
            assertThat(places.get(2)[1]).isEqualTo(12);
            assertThat(places.get(0)[1]).isEqualTo(210);
            assertThat(places.get(1)[1]).isLessThan(places.get(3)[1]);
        }
    }

    /** On a logarithmic axis 1 lies in the middle of 0.01 and 100. */
    @Test
    void aLogarithmicAxisSpacesByRatio() {
        List<double[]> places = places(chart(Axis.LOGARITHMIC, 0.01, 1, 100).html());
        assertThat(places.get(1)[1]).isEqualTo((12.0 + 210.0) / 2);
    }

    @Test
    void whatAnAxisCannotShowInterruptsTheCurve() {
        String html = chart(Axis.LOGARITHMIC, 1, 2, Double.NaN, 3, 4, 0, 5, 6).html();
        assertThat(POINTS.matcher(html).results()).hasSize(3);
        assertThat(html).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void aChartOfNothingAndOneOfAPointAreDrawn() {
        assertThat(chart(Axis.LINEAR).html()).contains("nothing yet").doesNotContain("<svg");
        assertThat(chart(Axis.LINEAR, Double.NaN).html()).contains("nothing yet");
        for (double only : new double[] {0, -3, 1e-12, 7e20}) {
            assertThat(chart(Axis.LINEAR, only).html()).contains("<circle").doesNotContain("NaN");
        }
        assertThat(chart(Axis.LINEAR, 0, 0).html()).contains(">0.5</text>");
        assertThat(chart(Axis.LINEAR, 4, 4, 4).html()).contains("<polyline").doesNotContain("NaN");
    }

    @Test
    void aLongCurveIsThinnedButKeepsItsSpike() {
        double[] values = IntStream.range(0, 100_000)
                .mapToDouble(i -> i == 77_777 ? 9 : 1 + i % 3)
                .toArray();
        List<double[]> places = places(chart(Axis.LINEAR, values).html());
        assertThat(places).hasSize(800);
        assertThat(places).anySatisfy(place -> assertThat(place[1]).isEqualTo(12));
    }

    @Test
    void ticksAreRound() {
        assertThat(Ticks.between(0, 1000, 5)).containsExactly(0.0, 200.0, 400.0, 600.0, 800.0, 1000.0);
        assertThat(Ticks.between(3.7, 9.2, 5)).containsExactly(4.0, 6.0, 8.0);
        assertThat(Ticks.logarithmic(0.02, 30, 5)).containsExactly(0.1, 1.0, 10.0);
        assertThat(Ticks.logarithmic(2.5, 4.5, 4)).containsExactly(2.5, 3.0, 3.5, 4.0, 4.5);
        assertThat(List.of(Ticks.label(0.30000000000000004), Ticks.label(40_000), Ticks.label(7.4e6), Ticks.label(0)))
                .containsExactly("0.3", "40k", "7.4M", "0");
    }

    private static LineChart chart(Axis axis, double... values) {
        return new LineChart("t", "u", "x", axis, List.of(curve("s", values)), List.of());
    }

    private static Series curve(String name, double... values) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new Point(i, values[i]));
        }
        return new Series(name, points);
    }

    private static List<double[]> places(String html) {
        String points = POINTS.matcher(html).results().findFirst().orElseThrow().group(1);
        return PLACE.matcher(points)
                .results()
                .map((MatchResult each) ->
                        new double[] {Double.parseDouble(each.group(1)), Double.parseDouble(each.group(2))})
                .toList();
    }
}
