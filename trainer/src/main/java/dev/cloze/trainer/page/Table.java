package dev.cloze.trainer.page;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of texts; one too wide for the page scrolls by itself.
 *
 * @param heads the columns' names; empty: a table without a head
 * @param rows of equal width
 */
public record Table(List<String> heads, List<List<String>> rows) implements Block {
    public Table {
        heads = List.copyOf(heads);
        rows = rows.stream().map(List::copyOf).toList();
        int width = heads.isEmpty() && !rows.isEmpty() ? rows.get(0).size() : heads.size();
        for (List<String> row : rows) {
            if (row.size() != width) {
                throw new IllegalArgumentException("row: expected " + width + " cells, got " + row.size());
            }
        }
    }

    @Override
    public String html() {
        String head = heads.isEmpty() ? "" : "<thead>" + row(heads, "th") + "</thead>\n";
        String body = rows.stream().map(row -> row(row, "td")).collect(Collectors.joining("\n"));
        return "<div class=\"scroll\"><table>" + head + "<tbody>" + body + "</tbody></table></div>\n";
    }

    private static String row(List<String> cells, String tag) {
        return cells.stream()
                .map(cell -> "<" + tag + ">" + Text.escaped(cell) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }
}
