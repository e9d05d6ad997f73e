package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The typed fields of one JSON file: each method gives the value, or the fault that names file and key.
 *
 * @param file the path, for messages
 */
record JsonFields(String file) {
    private static final int SHOWN_CHARACTERS = 60;

    /** The object that the bytes hold, read strictly: no comments, no unquoted names, nothing after it. */
    JsonObject parse(byte[] bytes) throws DataException {
        try (JsonReader reader = new JsonReader(new StringReader(decode(bytes)))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement parsed = JsonParser.parseReader(reader);
            if (!(parsed instanceof JsonObject object)) {
                throw new DataException(file, "a JSON object", shown(parsed));
            }
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new DataException(file, "one JSON value", "more text after it");
            }
            checkNumbers(object);
            return object;
        } catch (DataException e) {
            throw e;
        } catch (JsonParseException | IOException e) {
            throw new DataException(file, "JSON", firstLine(e), e);
        }
    }

    /** The engine ends the process when it meets a number beyond 64-bit floating point, wherever that stands. */
    private void checkNumbers(JsonElement value) throws DataException {
        if (value instanceof JsonObject object) {
            for (JsonElement child : object.asMap().values()) {
                checkNumbers(child);
            }
        } else if (value instanceof JsonArray array) {
            for (JsonElement child : array) {
                checkNumbers(child);
            }
        } else if (value instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && !Double.isFinite(primitive.getAsDouble())) {
            throw new DataException(file, "numbers that 64 bits can hold", shown(value));
        }
    }

    /** The text that the bytes hold. */
    String decode(byte[] bytes) throws DataException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException(file, "UTF-8", "other bytes", e);
        }
    }

    JsonObject object(String where, JsonElement value) throws DataException {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw fault(where, "an object", shown(value));
    }

    JsonArray array(String where, JsonElement value) throws DataException {
        if (value instanceof JsonArray array) {
            return array;
        }
        throw fault(where, "a list", shown(value));
    }

    String string(String where, JsonElement value) throws DataException {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw fault(where, "a string", shown(value));
    }

    boolean flag(String where, JsonElement value) throws DataException {
        if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw fault(where, "true or false", shown(value));
    }

    double number(String where, JsonElement value) throws DataException {
        if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            return primitive.getAsDouble();
        }
        throw fault(where, "a number", shown(value));
    }

    /** A whole number from {@code least} to {@code most}. */
    int integer(String where, JsonElement value, int least, int most) throws DataException {
        if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            try {
                int number = Integer.parseInt(primitive.getAsString());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Falls through: 1.5 and 1e99 are numbers, but not the ones expected.
            }
        }
        if (least == most) {
            throw fault(where, "" + least, shown(value));
        }
        String range = most == Integer.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
        throw fault(where, "a whole number " + range, shown(value));
    }

    static boolean isPresent(JsonElement value) {
        return value != null && !value.isJsonNull();
    }

    DataException fault(String where, String expected, String got) {
        return new DataException(file + ": " + where, expected, got);
    }

    private static String shown(JsonElement value) {
        if (value == null) {
            return "nothing";
        }
        if (value.isJsonObject()) {
            return "an object";
        }
        if (value.isJsonArray()) {
            return "a list of " + value.getAsJsonArray().size();
        }
        String text = value.toString();
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }

    static String firstLine(Throwable fault) {
        String message = String.valueOf(fault.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
