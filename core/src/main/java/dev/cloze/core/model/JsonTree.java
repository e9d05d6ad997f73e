package dev.cloze.core.model;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON text as maps, lists, text, numbers and booleans. Gson's own trees keep the last of several values of one key. */
final class JsonTree {
    private JsonTree() {}

    /**
     * The tree of a file.
     *
     * @throws DataException if it is not JSON in UTF-8, or has a key twice
     */
    static Object read(Path file) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return read(
                    file.toString(),
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), "UTF-8", "other bytes", e);
        }
    }

    private static Object read(String file, String text) throws DataException {
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        try {
            Object tree = value(json);
            JsonToken unused = json.peek(); // a strict reader refuses more than the one value
            return tree;
        } catch (IOException | JsonParseException e) {
            String repeated = e instanceof RepeatedKeyException ? "a second value" : "something else";
            throw new DataException(file, "JSON with each key once", repeated + " at " + json.getPath(), e);
        }
    }

    private static final class RepeatedKeyException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static Object value(JsonReader json) throws IOException {
        return switch (json.peek()) {
            case BEGIN_OBJECT -> object(json);
            case BEGIN_ARRAY -> array(json);
            case NUMBER -> ToNumberPolicy.LONG_OR_DOUBLE.readNumber(json);
            case BOOLEAN -> json.nextBoolean();
            case NULL -> {
                json.nextNull();
                yield null;
            }
            default -> json.nextString();
        };
    }

    private static Map<String, Object> object(JsonReader json) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        json.beginObject();
        while (json.peek() != JsonToken.END_OBJECT) {
            String key = json.nextName();
            if (object.containsKey(key)) {
                throw new RepeatedKeyException();
            }
            object.put(key, value(json));
        }
        json.endObject();
        return object;
    }

    private static List<Object> array(JsonReader json) throws IOException {
        List<Object> array = new ArrayList<>();
        json.beginArray();
        while (json.peek() != JsonToken.END_ARRAY) {
            array.add(value(json));
        }
        json.endArray();
        return array;
    }
}
