package dev.cloze.corpora.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The text fields of JSON values: each string at the field's path is a document. */
final class JsonExtraction implements Extraction {
    /** Values nested deeper are damaged. */
    private static final int MOST_NESTING = 1000;

    private static final byte[] OPEN = {'['};

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTING)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Framing framing;
    private final Optional<FieldPath> path;
    private final Markup markup;

    /** How values stand in a block. */
    enum Framing {
        /** One on each line. */
        LINES,
        /** One after another. */
        VALUES,
        /** As elements of an array, which begins in the first block. */
        ELEMENTS
    }

    JsonExtraction(Framing framing, Optional<FieldPath> path, Markup markup) {
        this.framing = framing;
        this.path = path;
        this.markup = markup;
    }

    /** Whether the bytes can be the beginning of JSON: nothing wrong but that they end. */
    static boolean begins(byte[] bytes, int from, int to, boolean complete) {
        try (JsonParser parser = FACTORY.createParser(bytes, from, to - from)) {
            int tokens = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens++;
            }
            return tokens > 1;
        } catch (JsonEOFException e) {
            return !complete;
        } catch (IOException e) {
            // A token that the end of the head has cut, such as "tru".
            return !complete && isNearEnd(e, from, to);
        }
    }

    private static boolean isNearEnd(IOException fault, int from, int to) {
        return fault instanceof JsonProcessingException json
                && json.getLocation() != null
                && json.getLocation().getByteOffset() >= to - from - 16;
    }

    /** Whether the bytes are one value and nothing else. */
    static boolean isValue(byte[] bytes, int from, int to) {
        try (JsonParser parser = FACTORY.createParser(bytes, from, to - from)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void extract(RawRecord record, Gathering gathering) {
        byte[] bytes = record.content();
        RecordEnds ends = ends();
        boolean first = record.section() == 0;
        int from = first && DecodedText.Mark.of(bytes, bytes.length).isPresent() ? 3 : 0;
        if (framing == Framing.ELEMENTS) {
            if (first) {
                from = afterBracket(bytes, from);
            }
            ends.nextEnd(OPEN, 0, 1);
        }
        long line = record.line() + lineEnds(bytes, 0, from);
        while (from < bytes.length) {
            int end = ends.nextEnd(bytes, from, bytes.length);
            end = end < 0 ? bytes.length : end;
            int start = from;
            while (start < end && isBlank(bytes[start])) {
                start++;
            }
            line += lineEnds(bytes, from, start);
            if (start < end && !(framing == Framing.ELEMENTS && bytes[start] == ']')) {
                addValue(record, start, end, line, gathering);
            }
            line += lineEnds(bytes, start, end);
            from = end;
        }
    }

    private RecordEnds ends() {
        return switch (framing) {
            case LINES -> new LineEnds();
            case VALUES -> new JsonEnds(0);
            case ELEMENTS -> new JsonEnds(1);
        };
    }

    private static int afterBracket(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != '[') {
            i++;
        }
        return Math.min(bytes.length, i + 1);
    }

    private static long lineEnds(byte[] bytes, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += bytes[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void addValue(RawRecord record, int from, int to, long line, Gathering gathering) {
        String place = framing == Framing.VALUES && line == 1 ? record.source() : Sources.line(record.source(), line);
        Found found = new Found();
        try {
            try (JsonParser parser = FACTORY.createParser(record.content(), from, to - from)) {
                collect(parser, found);
            }
        } catch (IOException e) {
            Optional<byte[]> repaired = repaired(record, from, to, place, gathering);
            if (repaired.isEmpty()) {
                damaged(place, e, gathering);
                return;
            }
            found = new Found();
            try (JsonParser parser = FACTORY.createParser(repaired.get())) {
                collect(parser, found);
            } catch (IOException again) {
                damaged(place, again, gathering);
                return;
            }
        }
        add(place, found, gathering);
    }

    private static void damaged(String place, IOException fault, Gathering gathering) {
        String message = fault instanceof JsonProcessingException json ? json.getOriginalMessage() : fault.getMessage();
        gathering.find(ReadReason.DAMAGED_RECORD, place, "a JSON value", String.valueOf(message));
    }

    /** The value in UTF-8 if it was in another charset, or had malformed bytes: JSON knows only UTF-8. */
    private static Optional<byte[]> repaired(RawRecord record, int from, int to, String place, Gathering gathering) {
        byte[] value = Arrays.copyOfRange(record.content(), from, to);
        if (DecodedText.strictUtf8(value).isPresent()) {
            return Optional.empty();
        }
        DecodedText decoded = DecodedText.of(value);
        return gathering.accept(place, decoded)
                ? Optional.of(decoded.text().getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private void add(String place, Found found, Gathering gathering) {
        if (found.texts.isEmpty()) {
            String expected = path.map(FieldPath::toString).orElseGet(() -> String.join(" or ", FieldPath.CANDIDATES));
            if (found.otherType.isEmpty()) {
                gathering.find(ReadReason.NO_FIELD, place, "a field " + expected, "fields " + found.names);
            } else {
                gathering.find(
                        ReadReason.DAMAGED_RECORD,
                        place + ": " + expected,
                        "a string",
                        found.otherType.get().toString());
            }
            return;
        }
        int section = 0;
        for (String text : found.texts) {
            section += gathering.add(place, section, FieldText.of(text, markup));
        }
    }

    private void collect(JsonParser parser, Found found) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new JsonEOFException(parser, null, "nothing");
        }
        if (first == JsonToken.VALUE_STRING && path.isEmpty()) {
            found.texts.add(parser.getText());
        } else if (path.isEmpty()) {
            collectCandidate(parser, first, found);
        } else {
            collectMatches(parser, first, path.get(), found);
        }
        if (framing == Framing.LINES && parser.nextToken() != null) {
            throw new JsonParseException(parser, "more behind the value");
        }
    }

    /** Takes the field of the best name that the value has. */
    private static void collectCandidate(JsonParser parser, JsonToken first, Found found) throws IOException {
        if (first != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        int best = FieldPath.CANDIDATES.size();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            found.name(name);
            JsonToken value = parser.nextToken();
            int rank = FieldPath.CANDIDATES.indexOf(name);
            if (rank >= 0 && rank < best) {
                if (value == JsonToken.VALUE_STRING) {
                    found.texts.clear();
                    found.texts.add(parser.getText());
                    best = rank;
                } else {
                    found.otherType = Optional.of(value);
                }
            }
            parser.skipChildren();
        }
    }

    /** Takes every string at the path; what the path does not lead into is skipped, not built. */
    private static void collectMatches(JsonParser parser, JsonToken first, FieldPath path, Found found)
            throws IOException {
        long[] places = new long[MOST_NESTING + 2];
        int depth = 0;
        places[0] = path.start();
        long here = places[0];
        for (JsonToken token = first; token != null; token = parser.nextToken()) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> {
                    if (path.endsAt(here) && !path.goesOnFrom(here)) {
                        found.otherType = Optional.of(token);
                    }
                    if (here == 0) {
                        parser.skipChildren();
                    } else {
                        places[++depth] = here;
                    }
                }
                case END_OBJECT, END_ARRAY -> depth--;
                case FIELD_NAME -> {
                    if (depth == 1) {
                        found.name(parser.currentName());
                    }
                    here = path.into(places[depth], parser.currentName());
                    continue;
                }
                case VALUE_STRING -> {
                    if (path.endsAt(here)) {
                        found.texts.add(parser.getText());
                    }
                }
                default -> {
                    if (path.endsAt(here) && token != JsonToken.VALUE_NULL) {
                        found.otherType = Optional.of(token);
                    }
                }
            }
            if (depth == 0) {
                return;
            }
            // Elements of an array stand where the array does; in an object a name comes first.
            here = places[depth];
        }
    }

    /** What a value has. */
    private static final class Found {
        private static final int MOST_NAMES = 12;

        private final List<String> texts = new ArrayList<>();
        private final TreeSet<String> names = new TreeSet<>();
        private Optional<JsonToken> otherType = Optional.empty();

        void name(String name) {
            if (names.size() < MOST_NAMES) {
                names.add(Sources.shown(name));
            }
        }
    }
}
