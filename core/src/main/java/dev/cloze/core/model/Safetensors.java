package dev.cloze.core.model;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The <a href="https://github.com/huggingface/safetensors#format">safetensors format</a>: eight bytes of header length
 * (little-endian), a JSON header with type, shape and byte range of each tensor, and the numbers. A file is not trusted:
 * header and ranges are checked against its size before anything is allocated. Tensors here are float32.
 */
public final class Safetensors {
    static final String FLOAT32 = "F32";
    static final String METADATA = "__metadata__";
    /** Bytes of a number. */
    static final long BYTES = 4;

    /** The limit of the format's own reader. */
    private static final long LARGEST_HEADER = 100_000_000;

    private static final int LENGTH_BYTES = 8;
    /** Numbers that are moved at once. */
    private static final int CHUNK = 1 << 18;

    private Safetensors() {}

    /**
     * A tensor in memory.
     *
     * @param sizes its dimensions
     * @param data float32 numbers, row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy of every weight would be dear
    public record Entry(long[] sizes, float[] data) {}

    /**
     * Writes tensors in the order of the map and forces them to the disk; the file must not exist.
     *
     * @throws IllegalArgumentException if a tensor's numbers are not as many as its sizes say
     */
    public static void write(Path file, Map<String, Entry> tensors, Map<String, String> metadata) throws IOException {
        JsonObject header = new JsonObject();
        header.add(METADATA, new Gson().toJsonTree(metadata));
        long offset = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            requireCount(tensor.getKey(), tensor.getValue());
            long end = offset + BYTES * tensor.getValue().data().length;
            header.add(tensor.getKey(), description(tensor.getValue().sizes(), offset, end));
            offset = end;
        }
        byte[] json = padded(new Gson().toJson(header));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            drain(channel, length.putLong(json.length).flip());
            drain(channel, ByteBuffer.wrap(json));
            for (Entry tensor : tensors.values()) {
                writeNumbers(channel, tensor.data());
            }
            channel.force(true);
        } catch (IOException e) {
            throw AtomicFile.named(file, e);
        }
    }

    private static void requireCount(String name, Entry tensor) {
        long expected = Arrays.stream(tensor.sizes()).reduce(1, Math::multiplyExact);
        if (expected != tensor.data().length) {
            throw new IllegalArgumentException("tensor " + name + ": expected " + expected + " numbers for sizes "
                    + Arrays.toString(tensor.sizes()) + ", got " + tensor.data().length);
        }
    }

    /**
     * Reads all tensors, in the order of the header.
     *
     * @throws DataException if the file is not what the format says; nothing larger than the file is allocated
     */
    public static Map<String, Entry> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            String header = header(file, channel);
            long start = channel.position();
            Map<String, SafetensorsHeader.Extent> extents =
                    SafetensorsHeader.extents(file.toString(), header, channel.size() - start);
            Map<String, Entry> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, SafetensorsHeader.Extent> extent : extents.entrySet()) {
                channel.position(start + extent.getValue().start());
                float[] data = new float[extent.getValue().count()];
                readNumbers(file, channel, data);
                tensors.put(extent.getKey(), new Entry(extent.getValue().sizes(), data));
            }
            return tensors;
        }
    }

    private static String header(Path file, FileChannel channel) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(file, channel, length);
        long count = length.getLong(0);
        long most = Math.min(LARGEST_HEADER, channel.size() - LENGTH_BYTES);
        if (count < 2 || count > most) {
            throw new DataException(file + ": header length", "2 to " + most, String.valueOf(count));
        }
        ByteBuffer json = ByteBuffer.allocate(Math.toIntExact(count));
        fill(file, channel, json);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(json).toString();
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": header", "UTF-8", "other bytes", e);
        }
    }

    private static void readNumbers(Path file, FileChannel channel, float[] data) throws IOException {
        ByteBuffer bytes = chunk(data.length);
        for (int from = 0; from < data.length; from += CHUNK) {
            int count = Math.min(CHUNK, data.length - from);
            bytes.clear().limit(Math.toIntExact(BYTES * count));
            fill(file, channel, bytes);
            bytes.asFloatBuffer().get(data, from, count);
        }
    }

    private static void fill(Path file, FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new DataException(
                        file.toString(),
                        buffer.remaining() + " more bytes",
                        "the end of the file at " + channel.size());
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
        ByteBuffer bytes = chunk(data.length);
        for (int from = 0; from < data.length; from += CHUNK) {
            int count = Math.min(CHUNK, data.length - from);
            bytes.clear().limit(Math.toIntExact(BYTES * count));
            bytes.asFloatBuffer().put(data, from, count);
            drain(channel, bytes);
        }
    }

    private static ByteBuffer chunk(int count) {
        return ByteBuffer.allocate(Math.toIntExact(BYTES * Math.min(CHUNK, count)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
