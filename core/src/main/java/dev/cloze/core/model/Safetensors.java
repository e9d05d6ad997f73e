package dev.cloze.core.model;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: eight bytes of header length (little-endian), a JSON header with type, shape and byte range
 * of each tensor, and the numbers. A file is not trusted: header and ranges are checked against its size before
 * anything is allocated. Tensors here are float32.
 */
public final class Safetensors {
    private static final long LARGEST_HEADER = 100L << 20;
    private static final String FLOAT32 = "F32";
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    /**
     * A tensor in memory.
     *
     * @param sizes its dimensions
     * @param data float32 numbers, row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy of every weight would be dear
    public record Entry(long[] sizes, float[] data) {}

    /** Writes tensors in the order of the map and forces them to the disk; the file must not exist. */
    public static void write(Path file, Map<String, Entry> tensors, Map<String, String> metadata) throws IOException {
        JsonObject header = new JsonObject();
        header.add(METADATA, new Gson().toJsonTree(metadata));
        long offset = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            long end = offset + 4L * tensor.getValue().data().length;
            header.add(tensor.getKey(), description(tensor.getValue().sizes(), offset, end));
            offset = end;
        }
        byte[] json = padded(new Gson().toJson(header));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            drain(channel, length.putLong(json.length).flip());
            drain(channel, ByteBuffer.wrap(json));
            for (Entry tensor : tensors.values()) {
                writeNumbers(channel, tensor.data());
            }
            channel.force(true);
        }
    }

    /** Reads all tensors, in the order of the header. */
    public static Map<String, Entry> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            JsonObject header = header(file, channel);
            long start = channel.position();
            Map<String, Entry> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> element : header.entrySet()) {
                if (!element.getKey().equals(METADATA)) {
                    Extent extent = extent(file + ": " + element.getKey(), element.getValue(), channel.size() - start);
                    tensors.put(element.getKey(), new Entry(extent.sizes, numbers(file, channel, start, extent)));
                }
            }
            return tensors;
        }
    }

    private static JsonObject header(Path file, FileChannel channel) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        fill(file, channel, length);
        long count = length.getLong(0);
        long most = Math.min(LARGEST_HEADER, channel.size() - 8);
        if (count < 2 || count > most) {
            throw new DataException(file + ": header length", "2 to " + most, String.valueOf(count));
        }
        ByteBuffer json = ByteBuffer.allocate(Math.toIntExact(count));
        fill(file, channel, json);
        try {
            return JsonParser.parseString(new String(json.array(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new DataException(file + ": header", "a JSON object", "something else", e);
        }
    }

    private static Extent extent(String where, JsonElement element, long available) throws DataException {
        try {
            JsonObject tensor = element.getAsJsonObject();
            String type = tensor.get("dtype").getAsString();
            if (!type.equals(FLOAT32)) {
                throw new DataException(where + ": dtype", FLOAT32, type);
            }
            long[] sizes = tensor.getAsJsonArray("shape").asList().stream()
                    .mapToLong(JsonElement::getAsLong)
                    .toArray();
            List<JsonElement> range = tensor.getAsJsonArray("data_offsets").asList();
            long start = range.get(0).getAsLong();
            long end = range.get(1).getAsLong();
            if (start < 0 || end < start || end > available) {
                throw new DataException(
                        where + ": data_offsets", "a range within " + available + " bytes", start + " to " + end);
            }
            long bytes = 4;
            for (long size : sizes) {
                bytes = size < 0 ? -1 : Math.multiplyExact(bytes, size);
            }
            if (bytes != end - start || bytes > Integer.MAX_VALUE) {
                throw new DataException(where + ": data_offsets", bytes + " bytes for the shape", end - start + "");
            }
            return new Extent(sizes, start, Math.toIntExact(bytes));
        } catch (IllegalStateException
                | NullPointerException
                | ClassCastException
                | ArithmeticException
                | IndexOutOfBoundsException
                | NumberFormatException
                | UnsupportedOperationException e) {
            throw new DataException(where, "dtype, shape and data_offsets", String.valueOf(element), e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Extent(long[] sizes, long start, int bytes) {}

    private static float[] numbers(Path file, FileChannel channel, long start, Extent extent) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(extent.bytes).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(start + extent.start);
        fill(file, channel, bytes);
        float[] data = new float[extent.bytes / 4];
        bytes.asFloatBuffer().get(data);
        return data;
    }

    private static void fill(Path file, FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new DataException(
                        file.toString(),
                        buffer.remaining() + " more bytes",
                        "the end of the file at " + channel.size(),
                        new EOFException());
            }
        }
        buffer.rewind();
    }

    private static JsonObject description(long[] sizes, long start, long end) {
        JsonObject tensor = new JsonObject();
        tensor.addProperty("dtype", FLOAT32);
        JsonArray shape = new JsonArray();
        for (long size : sizes) {
            shape.add(size);
        }
        tensor.add("shape", shape);
        JsonArray offsets = new JsonArray();
        offsets.add(start);
        offsets.add(end);
        tensor.add("data_offsets", offsets);
        return tensor;
    }

    /** The header's bytes with spaces up to a multiple of eight, so that the numbers lie aligned. */
    private static byte[] padded(String json) {
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat((8 - bytes % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    }

    private static void writeNumbers(FileChannel channel, float[] data) throws IOException {
        int chunk = 1 << 18;
        ByteBuffer bytes = ByteBuffer.allocateDirect(4 * Math.min(chunk, Math.max(1, data.length)))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < data.length; from += chunk) {
            int count = Math.min(chunk, data.length - from);
            bytes.clear().limit(4 * count);
            bytes.asFloatBuffer().put(data, from, count);
            drain(channel, bytes);
        }
    }

    private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
