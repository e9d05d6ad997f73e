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

/** The text fields of JSON values: each string at the field's path is a document. */
final class JsonExtraction implements Extraction {
    /** Values nested deeper are damaged. */
    static final int MOST_NESTING = 1000;

    /** After so many tokens of JSON a fault is one in JSON. */
    private static final int ENOUGH_TOKENS = 6;

    private static final byte[] OPEN = {'['};

    static final JsonFactory FACTORY = JsonFactory.builder()
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
        /** As elements of an array, which begins in the first block. */
        ELEMENTS
    }

    JsonExtraction(Framing framing, Optional<FieldPath> path, Markup markup) {
        this.framing = framing;
        this.path = path;
        this.markup = markup;
    }

    /** Whether the bytes can be the beginning of JSON: nothing is wrong but that they end, or it is behind much that is right. */
    static boolean begins(byte[] bytes, int from, int to, boolean complete) {
        int tokens = 0;
        try (JsonParser parser = FACTORY.createParser(bytes, from, to - from)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens++;
            }
            return tokens > 1;
        } catch (JsonEOFException e) {
            return !complete;
        } catch (IOException e) {
            // A token that the end of the head has cut, such as "tru".
            return tokens >= ENOUGH_TOKENS || (!complete && isNearEnd(e, from, to));
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
        long line = record.line() + LineFeeds.count(bytes, 0, from);
        while (from < bytes.length) {
            int end = ends.nextEnd(bytes, from, bytes.length);
            end = end < 0 ? bytes.length : end;
            int start = from;
            while (start < end && isBlank(bytes[start])) {
                start++;
            }
            line += LineFeeds.count(bytes, from, start);
            int last = framing == Framing.ELEMENTS ? withoutSeparator(bytes, start, end) : end;
            if (start < last) {
                addValue(record, start, last, line, gathering);
            }
            line += LineFeeds.count(bytes, start, end);
            from = end;
        }
    }

    private RecordEnds ends() {
        return switch (framing) {
            case LINES -> new LineEnds();
            case ELEMENTS -> new JsonEnds();
        };
    }

    private static int afterBracket(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != '[') {
            i++;
        }
        return Math.min(bytes.length, i + 1);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void addValue(RawRecord record, int from, int to, long line, Gathering gathering) {
        String place = Sources.line(record.source(), line);
        try {
            addStrings(place, FACTORY.createParser(record.content(), from, to - from), gathering);
        } catch (IOException e) {
            Optional<byte[]> repaired = repaired(record, from, to, place, gathering);
            if (repaired.isEmpty()) {
                damaged(place, e, gathering);
                return;
            }
            try {
                addStrings(place, FACTORY.createParser(repaired.get()), gathering);
            } catch (IOException again) {
                damaged(place, again, gathering);
            }
        }
    }

    /** Adds the strings of a value, if all of it is sound. */
    private void addStrings(String place, JsonParser parser, Gathering gathering) throws IOException {
        List<String> texts = new ArrayList<>();
        JsonStrings strings = new JsonStrings(parser, path);
        try (parser) {
            for (Optional<String> text = strings.next(); text.isPresent(); text = strings.next()) {
                texts.add(text.get());
            }
            if (strings.values() > 1 && framing == Framing.LINES) {
                throw new JsonParseException(parser, "more behind the value");
            }
        }
        strings.missing().forEach(missing -> gathering.find(missing.finding(place)));
        int section = 0;
        for (String text : texts) {
            section += gathering.add(place, section, FieldText.of(text, markup));
        }
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

    /** The end of an element, whose block ends with a comma or, where the array ends, with its bracket. */
    private static int withoutSeparator(byte[] bytes, int start, int end) {
        int last = end;
        while (last > start && isBlank(bytes[last - 1])) {
            last--;
        }
        if (last == start || (bytes[last - 1] != ',' && bytes[last - 1] != ']')) {
            return last;
        }
        boolean closes = bytes[last - 1] == ',' || bytes[start] != '[' || !isValue(bytes, start, last);
        return closes ? last - 1 : last;
    }
}
