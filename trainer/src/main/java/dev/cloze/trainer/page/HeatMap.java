package dev.cloze.trainer.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Positive numbers of several named rows over one axis, each a field whose strength is its logarithm between the least and the
 * greatest. Neighbours beyond the fields that fit are left out, first and last stay.
 *
 * @param across what the places count
 * @param places of the fields, ascending, as many as each row has numbers
 */
public record HeatMap(String title, String unit, String across, List<Row> rows, List<Long> places) implements Block {
    private static final double WIDTH = 430;
    private static final double LEFT = 92;
    private static final double RIGHT = 14;
    private static final double TOP = 8;
    private static final double FIELD = 15;
    private static final double BELOW = 40;
    private static final int COLUMNS = 80;

    /** A named row of numbers. */
    public record Row(String name, List<Double> numbers) {
        public Row {
            numbers = List.copyOf(numbers);
        }
    }

    public HeatMap {
        rows = List.copyOf(rows);
        places = List.copyOf(places);
        for (Row row : rows) {
            if (row.numbers().size() != places.size()) {
                throw new IllegalArgumentException(row.name() + ": expected " + places.size() + " numbers, got "
                        + row.numbers().size());
            }
        }
    }

    @Override
    public String html() {
        String head = "<figure><figcaption>" + Text.escaped(title) + " <span class=\"unit\">" + Text.escaped(unit)
                + "</span></figcaption>\n";
        double[] shown = rows.stream()
                .flatMapToDouble(row -> row.numbers().stream().mapToDouble(Double::doubleValue))
                .filter(HeatMap::isShown)
                .toArray();
        return head
                + (shown.length == 0
                        ? "<p class=\"sub\">nothing yet</p>\n"
                        : svg(
                                DoubleStream.of(shown).min().orElseThrow(),
                                DoubleStream.of(shown).max().orElseThrow()))
                + "</figure>\n";
    }

    private static boolean isShown(double number) {
        return Double.isFinite(number) && number > 0;
    }

    private String svg(double least, double most) {
        int columns = Math.min(COLUMNS, places.size());
        double width = (WIDTH - LEFT - RIGHT) / columns;
        double bottom = TOP + rows.size() * FIELD;
        StringBuilder svg = new StringBuilder(format(
                "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, bottom + BELOW, Text.escaped(title)));
        for (int r = 0; r < rows.size(); r++) {
            double y = TOP + r * FIELD;
            svg.append(format(
                    "<text text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                    LEFT - 6, y + FIELD - 3, Text.escaped(rows.get(r).name())));
            for (int c = 0; c < columns; c++) {
                int place = place(c, columns);
                double number = rows.get(r).numbers().get(place);
                if (isShown(number)) {
                    double strength = most == least ? 1 : Math.log(number / least) / Math.log(most / least);
                    svg.append(format(
                            "<rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" fill=\"var(--c0)\""
                                    + " fill-opacity=\"%.2f\"><title>%s, %s %d: %s</title></rect>",
                            LEFT + c * width,
                            y,
                            width + 0.1,
                            FIELD - 1,
                            0.06 + 0.94 * strength,
                            Text.escaped(rows.get(r).name()),
                            Text.escaped(across),
                            places.get(place),
                            Ticks.label(number)));
                }
            }
            svg.append('\n');
        }
        svg.append(format(
                "<text x=\"%.1f\" y=\"%.1f\">%d</text><text text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%d</text>\n",
                LEFT, bottom + 14, places.get(0), WIDTH - RIGHT, bottom + 14, places.get(places.size() - 1)));
        svg.append(format(
                "<text x=\"%.1f\" y=\"%.1f\">pale %s, full %s</text><text text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                LEFT,
                bottom + 32,
                Ticks.label(least),
                Ticks.label(most),
                WIDTH - RIGHT,
                bottom + 32,
                Text.escaped(across)));
        return svg.append("</svg>\n").toString();
    }

    private int place(int column, int columns) {
        return columns == 1 ? places.size() - 1 : (int) ((long) column * (places.size() - 1) / (columns - 1));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
