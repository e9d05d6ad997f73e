package dev.cloze.trainer.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Curves over one pair of axes. A point that an axis cannot show (not finite; not positive on a logarithmic axis)
 * interrupts its curve.
 *
 * @param unit of the vertical axis
 * @param across what the horizontal axis counts
 * @param vertical the vertical axis; the horizontal one is linear
 * @param levels values to compare with, drawn as dashed lines
 */
public record LineChart(
        String title, String unit, String across, Axis vertical, List<Series> series, List<Level> levels)
        implements Block {
    private static final double WIDTH = 430;
    private static final double HEIGHT = 250;
    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double TOP = 12;
    private static final double BOTTOM = 40;
    private static final int TICKS = 5;
    private static final int COLOURS = 8;
    /** More points than pixels are drawn by the least and the greatest of each group, so that no spike is lost. */
    private static final int GROUPS = 400;

    /** How values become heights. */
    public enum Axis {
        LINEAR,
        LOGARITHMIC
    }

    /** A place in the data's units. */
    public record Point(double x, double y) {}

    /** A named curve, its points from left to right. */
    public record Series(String name, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A named value. */
    public record Level(String name, double y) {}

    public LineChart {
        series = List.copyOf(series);
        levels = List.copyOf(levels);
    }

    @Override
    public String html() {
        String head = "<figure><figcaption>" + Text.escaped(title) + " <span class=\"unit\">" + Text.escaped(unit)
                + "</span></figcaption>\n";
        List<Point> shown = series.stream()
                .flatMap(one -> one.points().stream())
                .filter(this::isShown)
                .toList();
        return head + (shown.isEmpty() ? "<p class=\"sub\">nothing yet</p>\n" : svg(shown) + legend()) + "</figure>\n";
    }

    private boolean isShown(Point point) {
        return Double.isFinite(point.x()) && isShown(point.y());
    }

    private boolean isShown(double y) {
        return Double.isFinite(y) && (vertical == Axis.LINEAR || y > 0);
    }

    private double height(double y) {
        return vertical == Axis.LINEAR ? y : Math.log10(y);
    }

    private String svg(List<Point> shown) {
        Range across = Range.of(shown.stream().mapToDouble(Point::x));
        DoubleStream lines = levels.stream().mapToDouble(Level::y).filter(this::isShown);
        Range up = Range.of(
                DoubleStream.concat(shown.stream().mapToDouble(Point::y), lines).map(this::height));
        ToDoubleFunction<Double> toX = x -> LEFT + across.share(x) * (WIDTH - LEFT - RIGHT);
        ToDoubleFunction<Double> toY = y -> HEIGHT - BOTTOM - up.share(height(y)) * (HEIGHT - TOP - BOTTOM);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH,
                HEIGHT,
                Text.escaped(title)));
        for (double tick : upTicks(up)) {
            double y = toY.applyAsDouble(tick);
            svg.append(format(
                            "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                            LEFT, WIDTH - RIGHT, y, y))
                    .append(format(
                            "<text text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                            LEFT - 6, y + 4, Ticks.label(tick)));
        }
        for (double tick : Ticks.between(across.least(), across.most(), TICKS)) {
            svg.append(format(
                    "<text text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                    toX.applyAsDouble(tick), HEIGHT - BOTTOM + 16, Ticks.label(tick)));
        }
        svg.append(format(
                "<text text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                WIDTH - RIGHT, HEIGHT - 6, Text.escaped(this.across)));
        for (int i = 0; i < series.size(); i++) {
            curve(series.get(i).points(), i, toX, toY, svg);
        }
        for (int i = 0; i < levels.size(); i++) {
            if (isShown(levels.get(i).y())) {
                double y = toY.applyAsDouble(levels.get(i).y());
                svg.append(format(
                        "<line class=\"level\" stroke=\"var(--c%d)\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
                        (series.size() + i) % COLOURS, LEFT, WIDTH - RIGHT, y, y));
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private List<Double> upTicks(Range up) {
        return vertical == Axis.LINEAR
                ? Ticks.between(up.least(), up.most(), TICKS)
                : Ticks.logarithmic(Math.pow(10, up.least()), Math.pow(10, up.most()), TICKS);
    }

    private void curve(
            List<Point> points,
            int number,
            ToDoubleFunction<Double> toX,
            ToDoubleFunction<Double> toY,
            StringBuilder svg) {
        List<Point> unbroken = new ArrayList<>();
        for (Point point : points) {
            if (isShown(point)) {
                unbroken.add(point);
            } else {
                piece(unbroken, number, toX, toY, svg);
                unbroken.clear();
            }
        }
        piece(unbroken, number, toX, toY, svg);
    }

    private static void piece(
            List<Point> points,
            int number,
            ToDoubleFunction<Double> toX,
            ToDoubleFunction<Double> toY,
            StringBuilder svg) {
        int colour = number % COLOURS;
        if (points.size() == 1) {
            svg.append(format(
                    "<circle r=\"3\" fill=\"var(--c%d)\" cx=\"%.1f\" cy=\"%.1f\"/>\n",
                    colour,
                    toX.applyAsDouble(points.get(0).x()),
                    toY.applyAsDouble(points.get(0).y())));
        } else if (points.size() > 1) {
            String places = thinned(points).stream()
                    .map(point -> format("%.1f,%.1f", toX.applyAsDouble(point.x()), toY.applyAsDouble(point.y())))
                    .collect(Collectors.joining(" "));
            svg.append(format("<polyline class=\"curve\" stroke=\"var(--c%d)\" points=\"%s\"/>\n", colour, places));
        }
    }

    private static List<Point> thinned(List<Point> points) {
        if (points.size() <= 2 * GROUPS) {
            return points;
        }
        List<Point> kept = new ArrayList<>();
        Comparator<Point> byHeight = Comparator.comparingDouble(Point::y);
        for (int group = 0; group < GROUPS; group++) {
            List<Point> some = points.subList(
                    (int) ((long) group * points.size() / GROUPS), (int) ((group + 1L) * points.size() / GROUPS));
            Stream.of(
                            some.stream().min(byHeight).orElseThrow(),
                            some.stream().max(byHeight).orElseThrow())
                    .sorted(Comparator.comparingDouble(Point::x))
                    .forEach(kept::add);
        }
        return kept;
    }

    private String legend() {
        List<String> names = Stream.concat(
                        series.stream().map(Series::name),
                        levels.stream().map(level -> level.name() + " " + Ticks.label(level.y())))
                .toList();
        StringBuilder legend = new StringBuilder("<div class=\"legend\">");
        for (int i = 0; names.size() > 1 && i < names.size(); i++) {
            legend.append(format(
                    "<span><i style=\"background:var(--c%d)\"></i>%s</span>", i % COLOURS, Text.escaped(names.get(i))));
        }
        return legend.append("</div>\n").toString();
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /** What an axis spans; a single value gets room on both sides. */
    private record Range(double least, double most) {
        static Range of(DoubleStream values) {
            double[] all = values.toArray();
            double least = DoubleStream.of(all).min().orElseThrow();
            double most = DoubleStream.of(all).max().orElseThrow();
            double room = Math.max(Math.abs(least) * 1e-6, most - least) > Math.abs(least) * 1e-6
                    ? 0
                    : least == 0 ? 1 : Math.abs(least) * 0.1;
            return new Range(least - room, most + room);
        }

        double share(double value) {
            return (value - least) / (most - least);
        }
    }
}
