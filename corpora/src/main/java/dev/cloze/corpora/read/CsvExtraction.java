package dev.cloze.corpora.read;

import java.util.List;
import java.util.Optional;

/**
 * One column of a table: each field of it is a document. In CSV a field in quotes may hold delimiters, line ends and
 * doubled quotes (RFC 4180); in TSV nothing is quoted.
 */
final class CsvExtraction implements Extraction {
    private final char delimiter;
    private final int column;
    private final boolean header;
    private final Markup markup;

    /**
     * Takes a column.
     *
     * @param column from 0
     * @param header whether the first record of the first block names the columns
     */
    CsvExtraction(char delimiter, int column, boolean header, Markup markup) {
        this.delimiter = delimiter;
        this.column = column;
        this.header = header;
        this.markup = markup;
    }

    @Override
    public void extract(RawRecord record, Gathering gathering) {
        DecodedText decoded = DecodedText.of(record.content(), record.charset());
        if (!gathering.accept(Sources.line(record.source(), record.line()), decoded)) {
            return;
        }
        String text = decoded.text();
        long line = record.line();
        boolean skipsHeader = header && record.section() == 0;
        int from = 0;
        while (from < text.length()) {
            CsvRow row = CsvRow.at(text, from, delimiter);
            if (!skipsHeader && !row.isBlank()) {
                add(Sources.line(record.source(), line), row, gathering);
            }
            skipsHeader &= row.isBlank();
            for (int i = from; i < row.end(); i++) {
                line += text.charAt(i) == '\n' ? 1 : 0;
            }
            from = row.end();
        }
    }

    private void add(String place, CsvRow row, Gathering gathering) {
        if (!row.sound()) {
            gathering.find(ReadReason.DAMAGED_RECORD, place, "a closing quote", "the end of the table");
        } else if (row.fields().size() <= column) {
            gathering.find(
                    ReadReason.DAMAGED_RECORD,
                    place,
                    "at least " + (column + 1) + " fields",
                    String.valueOf(row.fields().size()));
        } else {
            gathering.add(place, 0, FieldText.of(row.fields().get(column), markup));
        }
    }

    /**
     * The column that holds the text.
     *
     * @param header the first row
     */
    static Optional<Integer> column(List<String> header, Optional<FieldPath> field) {
        if (field.isPresent()) {
            int named = header.indexOf(field.get().toString());
            return named >= 0 ? Optional.of(named) : field.get().column().map(number -> number - 1);
        }
        for (String candidate : FieldPath.CANDIDATES) {
            int at = header.indexOf(candidate);
            if (at >= 0) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }
}
