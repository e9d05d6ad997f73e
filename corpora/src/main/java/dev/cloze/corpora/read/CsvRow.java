package dev.cloze.corpora.read;

import java.util.ArrayList;
import java.util.List;

/**
 * A row of a table: in CSV a field in quotes may hold delimiters, line ends and doubled quotes (RFC 4180); with tabulators
 * nothing is quoted.
 *
 * @param fields its fields
 * @param end the offset behind its line end
 * @param sound whether every quote that was opened has been closed
 */
public record CsvRow(List<String> fields, int end, boolean sound) {
    public CsvRow {
        fields = List.copyOf(fields);
    }

    /** The row that begins at an offset. */
    public static CsvRow at(String text, int from, char delimiter) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean fieldStart = true;
        int i = from;
        for (; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (quoted) {
                if (unit != '"') {
                    field.append(unit);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (unit == '\n') {
                i++;
                break;
            } else if (unit == delimiter) {
                fields.add(field.toString());
                field.setLength(0);
                fieldStart = true;
                continue;
            } else if (unit == '"' && fieldStart && delimiter != '\t') {
                quoted = true;
            } else {
                field.append(unit);
            }
            fieldStart = false;
        }
        if (field.length() > 0 && field.charAt(field.length() - 1) == '\r') {
            field.setLength(field.length() - 1);
        }
        fields.add(field.toString());
        return new CsvRow(fields, i, !quoted);
    }

    /** Whether there is nothing in it. */
    public boolean isBlank() {
        return fields.size() == 1 && fields.get(0).isBlank();
    }
}
