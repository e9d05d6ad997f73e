package dev.cloze.corpora.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The text fields of JSON values one after another: every string at a path or, without a path, the best candidate of each
 * value. What the path does not lead into is skipped, not built.
 */
final class JsonStrings {
    private static final int MOST_NAMES = 12;

    private final JsonParser parser;
    private final Optional<FieldPath> path;
    private long[] places = new long[8];
    private final TreeSet<String> names = new TreeSet<>();
    private final List<Missing> missing = new ArrayList<>();
    private int depth;
    private long here;
    private boolean inValue;
    private boolean found;
    private long values;
    private Optional<JsonToken> otherType = Optional.empty();

    JsonStrings(JsonParser parser, Optional<FieldPath> path) {
        this.parser = parser;
        this.path = path;
    }

    /** A value without text at the path. */
    record Missing(Optional<JsonToken> otherType, String expected, String names) {
        ReadFinding finding(String place) {
            return otherType.isPresent()
                    ? new ReadFinding(
                            ReadReason.DAMAGED_RECORD,
                            place + ": " + expected,
                            "a string",
                            otherType.get().toString())
                    : new ReadFinding(ReadReason.NO_FIELD, place, "a field " + expected, "fields " + names);
        }
    }

    /** The next string, or empty when the last value has ended. */
    Optional<String> next() throws IOException {
        while (true) {
            if (!inValue) {
                JsonToken first = parser.nextToken();
                if (first == null) {
                    return Optional.empty();
                }
                begin();
                Optional<String> text = path.isPresent() ? atPath(first) : candidate(first);
                if (text.isPresent()) {
                    found = true;
                    end();
                    return text;
                }
            } else {
                Optional<String> text = atPath(parser.nextToken());
                if (text.isPresent()) {
                    found = true;
                    return text;
                }
            }
            end();
        }
    }

    private void begin() {
        values++;
        inValue = true;
        found = false;
        otherType = Optional.empty();
        names.clear();
        depth = 0;
        here = path.map(FieldPath::start).orElse(0L);
        places[0] = here;
    }

    /** Ends the value at hand if it is over. */
    private void end() {
        if (depth > 0) {
            return;
        }
        inValue = false;
        if (!found) {
            String expected = path.map(FieldPath::toString).orElseGet(() -> String.join(" or ", FieldPath.CANDIDATES));
            missing.add(new Missing(otherType, expected, names.toString()));
        }
    }

    /** Values seen so far. */
    long values() {
        return values;
    }

    /** The values that had no text, so far; taken from here. */
    List<Missing> missing() {
        List<Missing> taken = List.copyOf(missing);
        missing.clear();
        return taken;
    }

    /** The string of the best name that an object has; a string that stands alone. */
    private Optional<String> candidate(JsonToken first) throws IOException {
        if (first == JsonToken.VALUE_STRING) {
            return Optional.of(parser.getText());
        }
        if (first != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Optional.empty();
        }
        Optional<String> text = Optional.empty();
        int best = FieldPath.CANDIDATES.size();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            noteName(name);
            JsonToken value = parser.nextToken();
            int rank = FieldPath.CANDIDATES.indexOf(name);
            if (rank >= 0 && rank < best) {
                if (value == JsonToken.VALUE_STRING) {
                    text = Optional.of(parser.getText());
                    best = rank;
                } else {
                    otherType = Optional.of(value);
                }
            }
            parser.skipChildren();
        }
        return text;
    }

    /** Goes on from a token to the next string at the path, or to the end of the value. */
    private Optional<String> atPath(JsonToken from) throws IOException {
        FieldPath wanted = path.get();
        JsonToken token = from;
        while (token != null) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> {
                    if (token == JsonToken.START_OBJECT && wanted.endsAt(here) && !wanted.goesOnFrom(here)) {
                        otherType = Optional.of(token);
                    }
                    if (here == 0) {
                        parser.skipChildren();
                    } else {
                        depth++;
                        if (depth == places.length) {
                            places = Arrays.copyOf(places, 2 * depth);
                        }
                        places[depth] = here;
                    }
                }
                case END_OBJECT, END_ARRAY -> depth--;
                case FIELD_NAME -> {
                    String name = parser.currentName();
                    if (depth == 1) {
                        noteName(name);
                    }
                    here = wanted.into(places[depth], name);
                }
                case VALUE_STRING -> {
                    if (wanted.endsAt(here)) {
                        String text = parser.getText();
                        here = places[depth];
                        return Optional.of(text);
                    }
                }
                default -> {
                    if (wanted.endsAt(here) && token != JsonToken.VALUE_NULL) {
                        otherType = Optional.of(token);
                    }
                }
            }
            if (depth == 0) {
                return Optional.empty();
            }
            if (token != JsonToken.FIELD_NAME) {
                // Elements of an array stand where the array does; in an object a name comes first.
                here = places[depth];
            }
            token = parser.nextToken();
        }
        depth = 0;
        return Optional.empty();
    }

    private void noteName(String name) {
        if (names.size() < MOST_NAMES) {
            names.add(Sources.shown(name));
        }
    }
}
