package dev.cloze.core.model;

import dev.cloze.tokenizer.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The fields of a foreign {@code config.json}: each is asked for, or said to be of no matter, or a fault; all faults are
 * told together. A field that is null counts as absent, as it does for those who write it.
 */
final class ForeignFields {
    private final Map<?, ?> tree;
    private final Set<String> known = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    ForeignFields(Map<?, ?> tree) {
        this.tree = tree;
    }

    /** Whether the file names the field, though it be null. */
    boolean names(String field) {
        return tree.containsKey(field);
    }

    boolean has(String field) {
        return value(field) != null;
    }

    Object value(String field) {
        known.add(field);
        return tree.get(field);
    }

    int whole(String field, int otherwise) {
        Object value = value(field);
        if (value instanceof Long number && number.intValue() == number) {
            return number.intValue();
        }
        return absent(field, value, "a whole number", otherwise);
    }

    double number(String field, double otherwise) {
        Object value = value(field);
        return value instanceof Number number ? number.doubleValue() : absent(field, value, "a number", otherwise);
    }

    boolean flag(String field, boolean otherwise) {
        Object value = value(field);
        return value instanceof Boolean flag ? flag : absent(field, value, "true or false", otherwise);
    }

    /** One of several texts, which stand for something. */
    <T> T choice(String field, Map<String, T> choices, T otherwise) {
        Object value = value(field);
        if (value instanceof String text && choices.containsKey(text)) {
            return choices.get(text);
        }
        return absent(
                field,
                value,
                String.join(", ", choices.keySet().stream().sorted().toList()),
                otherwise);
    }

    private <T> T absent(String field, Object value, String supported, T otherwise) {
        if (value != null) {
            fault(field, supported);
        }
        return otherwise;
    }

    /** A field of which we support one value, which is also what its absence means. */
    void only(String field, Object supported) {
        Object value = value(field);
        if (value != null && !Objects.equals(value, supported)) {
            fault(field, String.valueOf(supported));
        }
    }

    /** Fields that do not change what the model computes. */
    void ignore(Set<String> fields) {
        known.addAll(fields);
    }

    /** Notes that a field's value is not supported. */
    void fault(String field, String supported) {
        faults.add(field + " " + value(field) + " (supported: " + supported + ")");
    }

    /** Throws if there was a fault, or there are fields that nobody asked for. */
    void finish(Path file) throws DataException {
        tree.keySet().stream()
                .map(String::valueOf)
                .filter(field -> !known.contains(field))
                .forEach(field -> faults.add(field + " (unknown)"));
        if (!faults.isEmpty()) {
            throw new DataException(
                    file.toString(), "fields and values that Cloze supports", String.join(", ", faults));
        }
    }
}
