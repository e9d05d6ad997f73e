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
import java.util.function.Predicate;

/**
 * The <a href="https://github.com/huggingface/safetensors#format">safetensors format</a>: eight bytes of header length
 * (little-endian), a JSON header with type, shape and byte range of each tensor, and the numbers. A file is not trusted:
 * header and ranges are checked against its size before anything is allocated. Tensors here are float32; those of float16
 * and bfloat16 in a file are converted exactly.
 */
public final class Safetensors {
    static final String METADATA = "__metadata__";

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
            long end = offset + NumberType.F32.bytes() * tensor.getValue().data().length;
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
     * @throws DataException if the file is not what the format says, or a tensor is of another type than float32, float16
     *     and bfloat16; nothing is allocated before the file's size has allowed it
     */
    public static Map<String, Entry> read(Path file) throws IOException {
        return read(file, name -> true);
    }

    /** As {@link #read(Path)}, but only the tensors that are wanted; the others may be of any type. */
    static Map<String, Entry> read(Path file, Predicate<String> wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Map<String, SafetensorsHeader.Extent> extents = extents(file, channel);
            long start = channel.position();
            Map<String, Entry> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, SafetensorsHeader.Extent> tensor : extents.entrySet()) {
                if (wanted.test(tensor.getKey())) {
                    SafetensorsHeader.Extent extent = tensor.getValue();
                    if (!extent.type().isRead()) {
                        throw new DataException(
                                file + ": " + tensor.getKey() + ": dtype",
                                NumberType.READ,
                                extent.type().name());
                    }
                    channel.position(start + extent.start());
                    tensors.put(tensor.getKey(), new Entry(extent.sizes(), numbers(file, channel, extent)));
                }
            }
            return tensors;
        }
    }

    /** The dimensions of each tensor, in the order of the header; no number is read. */
    static Map<String, long[]> sizes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Map<String, long[]> sizes = new LinkedHashMap<>();
            extents(file, channel).forEach((name, extent) -> sizes.put(name, extent.sizes()));
            return sizes;
        }
    }

    /** The header's tensors; the channel then stands behind the header. */
    private static Map<String, SafetensorsHeader.Extent> extents(Path file, FileChannel channel) throws IOException {
        String header = header(file, channel);
        return SafetensorsHeader.extents(file.toString(), header, channel.size() - channel.position());
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

    private static float[] numbers(Path file, FileChannel channel, SafetensorsHeader.Extent extent) throws IOException {
        float[] numbers = new float[extent.count()];
        ByteBuffer bytes = chunk(extent.type(), numbers.length);
        for (int from = 0; from < numbers.length; from += CHUNK) {
            int count = Math.min(CHUNK, numbers.length - from);
            bytes.clear().limit(Math.toIntExact(extent.type().bytes() * count));
            fill(file, channel, bytes);
            extent.type().toFloats(bytes, numbers, from, count);
        }
        return numbers;
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
        tensor.addProperty("dtype", NumberType.F32.name());
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
        ByteBuffer bytes = chunk(NumberType.F32, data.length);
        for (int from = 0; from < data.length; from += CHUNK) {
            int count = Math.min(CHUNK, data.length - from);
            bytes.clear().limit(Math.toIntExact(NumberType.F32.bytes() * count));
            bytes.asFloatBuffer().put(data, from, count);
            drain(channel, bytes);
        }
    }

    private static ByteBuffer chunk(NumberType type, int count) {
        return ByteBuffer.allocate(Math.toIntExact(type.bytes() * Math.min(CHUNK, count)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void drain(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
