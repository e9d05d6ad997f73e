package dev.cloze.core.model;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, read token by token: a tree of it would keep the last of several entries of one
 * name and say nothing.
 */
final class SafetensorsHeader {
    private static final String EXPECTED = "a JSON object with dtype, shape and data_offsets for each tensor";

    private final String file;
    private final JsonReader json;

    private SafetensorsHeader(String file, String text) {
        this.file = file;
        json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
    }

    /**
     * Where a tensor's numbers stand.
     *
     * @param type of each number
     * @param sizes the tensor's dimensions
     * @param start bytes after the header
     * @param count numbers, the product of the sizes
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Extent(NumberType type, long[] sizes, long start, int count) {
        long end() {
            return start + type.bytes() * count;
        }
    }

    /**
     * The tensors by name, in the order of the header. They cover the bytes after the header without gap or overlap, as
     * the format wants.
     *
     * @param bytes how many bytes follow the header
     */
    static Map<String, Extent> extents(String file, String text, long bytes) throws IOException {
        Map<String, Extent> extents = new SafetensorsHeader(file, text).tensors(bytes);
        long end = 0;
        for (Map.Entry<String, Extent> tensor : inFileOrder(extents)) {
            if (tensor.getValue().start() != end) {
                throw new DataException(
                        file + ": " + tensor.getKey() + ": data_offsets",
                        "a start at " + end + ", where the tensor before it ends",
                        String.valueOf(tensor.getValue().start()));
            }
            end = tensor.getValue().end();
        }
        if (end != bytes) {
            throw new DataException(file, "tensors of " + bytes + " bytes, as many as follow the header", end + "");
        }
        return extents;
    }

    private static List<Map.Entry<String, Extent>> inFileOrder(Map<String, Extent> extents) {
        List<Map.Entry<String, Extent>> sorted = new ArrayList<>(extents.entrySet());
        sorted.sort(Comparator.comparingLong(
                        (Map.Entry<String, Extent> tensor) -> tensor.getValue().start())
                .thenComparingLong(tensor -> tensor.getValue().end()));
        return sorted;
    }

    private Map<String, Extent> tensors(long bytes) throws IOException {
        Map<String, Extent> extents = new LinkedHashMap<>();
        boolean metadata = false;
        try {
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (extents.containsKey(name) || (metadata && name.equals(Safetensors.METADATA))) {
                    throw new DataException(file + ": header", "each name once", name + " again");
                }
                if (name.equals(Safetensors.METADATA)) {
                    metadata = true;
                    json.skipValue();
                } else {
                    extents.put(name, extent(file + ": " + name, bytes));
                }
            }
            json.endObject();
            JsonToken unused = json.peek(); // a strict reader refuses more than the one object
            return extents;
        } catch (DataException e) {
            throw e;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // The parser's way to report bad syntax, another kind of value, and a number that is not whole.
            throw new DataException(file + ": header", EXPECTED, "something else at " + json.getPath(), e);
        }
    }

    private Extent extent(String where, long bytes) throws IOException {
        NumberType type = null;
        long[] sizes = null;
        long[] offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            switch (key) {
                case "dtype" -> {
                    requireFirst(where, key, type);
                    type = type(where, json.nextString());
                }
                case "shape" -> {
                    requireFirst(where, key, sizes);
                    sizes = wholeNumbers();
                }
                case "data_offsets" -> {
                    requireFirst(where, key, offsets);
                    offsets = wholeNumbers();
                }
                default -> throw new DataException(where, "dtype, shape and data_offsets", key);
            }
        }
        json.endObject();
        if (type == null || sizes == null || offsets == null) {
            throw new DataException(where, "dtype, shape and data_offsets", "fewer keys");
        }
        return checked(where, type, sizes, offsets, bytes);
    }

    private static NumberType type(String where, String name) throws DataException {
        return NumberType.of(name).orElseThrow(() -> new DataException(where + ": dtype", NumberType.READ, name));
    }

    private static void requireFirst(String where, String key, Object earlier) throws DataException {
        if (earlier != null) {
            throw new DataException(where, "each key once", key + " again");
        }
    }

    private long[] wholeNumbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() != JsonToken.NUMBER) {
                throw new DataException(file + ": header", "a number at " + json.getPath(), json.peek() + "");
            }
            numbers.add(json.nextLong());
        }
        json.endArray();
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static Extent checked(String where, NumberType type, long[] sizes, long[] offsets, long bytes)
            throws DataException {
        if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > bytes) {
            throw new DataException(
                    where + ": data_offsets", "a range within " + bytes + " bytes", Arrays.toString(offsets));
        }
        int count = count(where, sizes);
        if (type.bytes() * count != offsets[1] - offsets[0]) {
            throw new DataException(
                    where + ": data_offsets",
                    type.bytes() * count + " bytes for the shape",
                    offsets[1] - offsets[0] + "");
        }
        return new Extent(type, sizes, offsets[0], count);
    }

    private static int count(String where, long[] sizes) throws DataException {
        long count = 1;
        for (long size : sizes) {
            // The product stays below 2^62, so it cannot overflow.
            if (size < 0 || size > Integer.MAX_VALUE || count * size > Integer.MAX_VALUE) {
                throw new DataException(where + ": shape", "sizes whose product is below 2^31", Arrays.toString(sizes));
            }
            count *= size;
        }
        return Math.toIntExact(count);
    }
}
