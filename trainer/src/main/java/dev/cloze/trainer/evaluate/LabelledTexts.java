package dev.cloze.trainer.evaluate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.cloze.corpora.read.CsvRow;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Texts with a label each, for a probe.
 *
 * @param texts none blank
 * @param labels of each text; each label has at least two texts, and there are at least two
 */
public record LabelledTexts(List<String> texts, List<String> labels) {
    private static final String FORMATS = "a file of .csv, .tsv or .jsonl";

    public LabelledTexts {
        texts = List.copyOf(texts);
        labels = List.copyOf(labels);
        if (texts.size() != labels.size()) {
            throw new IllegalArgumentException(
                    "labels: expected one for each of " + texts.size() + " texts, got " + labels.size());
        }
    }

    /** The labels, each once, in their order. */
    List<String> names() {
        return labels.stream().distinct().sorted().toList();
    }

    /**
     * Reads a table whose first row names its columns (CSV as in RFC 4180, TSV without quotes), or JSON objects, one a line.
     *
     * @param textField the column or key of the text
     * @param labelField that of the label: text, a number, true or false
     * @throws UsageException if there is no such column, a text or label is missing, or there is nothing to tell apart
     * @throws DataException if the file is damaged
     */
    public static LabelledTexts read(Path file, String textField, String labelField) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        Reading reading = new Reading(file, textField, labelField);
        if (name.endsWith(".jsonl")) {
            reading.objects(text(file));
        } else if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            reading.table(text(file), name.endsWith(".tsv") ? '\t' : ',');
        } else {
            throw new UsageException(
                    file.toString(), FORMATS, file.getFileName().toString());
        }
        return reading.checked();
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(file.toString(), FORMATS, "no such file");
        }
        try {
            String text = Files.readString(file);
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), "UTF-8", "other bytes", e);
        }
    }

    private static final class Reading {
        private final Path file;
        private final String textField;
        private final String labelField;
        private final List<String> texts = new ArrayList<>();
        private final List<String> labels = new ArrayList<>();

        Reading(Path file, String textField, String labelField) {
            this.file = file;
            this.textField = textField;
            this.labelField = labelField;
        }

        void table(String text, char delimiter) throws DataException {
            int line = 1;
            CsvRow header = CsvRow.at(text, 0, delimiter);
            int textColumn = column(header, "--text-field", textField);
            int labelColumn = column(header, "--label-field", labelField);
            for (int from = 0; from < text.length(); ) {
                CsvRow row = CsvRow.at(text, from, delimiter);
                if (from > 0 && !row.isBlank()) {
                    if (!row.sound()) {
                        throw new DataException(file + ":" + line, "a closing quote", "the end of the table");
                    }
                    if (row.fields().size() != header.fields().size()) {
                        throw new DataException(
                                file + ":" + line,
                                header.fields().size() + " fields, as the first row has",
                                String.valueOf(row.fields().size()));
                    }
                    add(line, row.fields().get(textColumn), row.fields().get(labelColumn));
                }
                line += (int) text.substring(from, row.end())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
                from = row.end();
            }
        }

        private int column(CsvRow header, String option, String field) {
            int column = header.fields().indexOf(field);
            if (column < 0) {
                throw new UsageException(
                        file.toString(),
                        "a column \"" + field + "\" (" + option + ") in the first row",
                        header.isBlank() ? "none" : String.join(", ", header.fields()));
            }
            return column;
        }

        void objects(String text) throws DataException {
            int line = 0;
            for (String one : text.split("\n", -1)) {
                line++;
                if (!one.isBlank()) {
                    JsonObject object = object(line, one);
                    add(line, string(object, textField), string(object, labelField));
                }
            }
        }

        private JsonObject object(int line, String text) throws DataException {
            try {
                JsonElement element = JsonParser.parseString(text);
                if (element.isJsonObject()) {
                    return element.getAsJsonObject();
                }
            } catch (JsonParseException e) {
                throw new DataException(file + ":" + line, "a JSON object", "something else", e);
            }
            throw new DataException(file + ":" + line, "a JSON object", "something else");
        }

        private static String string(JsonObject object, String field) {
            JsonElement value = object.get(field);
            return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
        }

        private void add(int line, String text, String label) {
            require(line, textField, "a text", text);
            require(line, labelField, "a label", label);
            texts.add(text);
            labels.add(label.strip());
        }

        private void require(int line, String field, String expected, String value) {
            if (value.isBlank()) {
                throw new UsageException(file + ":" + line + ": " + field, expected, "nothing");
            }
        }

        LabelledTexts checked() {
            Map<String, Integer> sizes = new HashMap<>();
            labels.forEach(label -> sizes.merge(label, 1, Integer::sum));
            if (sizes.size() < 2) {
                throw new UsageException(
                        file.toString(),
                        "texts of two labels or more in \"" + labelField + "\"",
                        sizes.isEmpty() ? "no texts" : "only " + labels.get(0));
            }
            labels.stream().filter(label -> sizes.get(label) < 2).findFirst().ifPresent(label -> {
                throw new UsageException(file.toString(), "two texts or more of each label", "one of " + label);
            });
            return new LabelledTexts(texts, labels);
        }
    }
}
