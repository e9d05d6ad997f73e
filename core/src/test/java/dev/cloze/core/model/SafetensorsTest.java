package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.model.Safetensors.Entry;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    /** Longer than what is moved at once. */
    private static final int LONG = (1 << 18) + 3;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        float[] numbers = new float[LONG];
        for (int i = 0; i < LONG; i++) {
            numbers[i] = i * 0.5f;
        }
        Map<String, Entry> tensors = new LinkedHashMap<>();
        tensors.put("z.weight", new Entry(new long[] {2, 3}, new float[] {1, -0f, Float.NaN, Float.MIN_VALUE, 5, 6}));
        tensors.put("long", new Entry(new long[] {LONG}, numbers));
        tensors.put("nothing", new Entry(new long[] {0, 7}, new float[0]));
        tensors.put("scalar \"ä\"", new Entry(new long[0], new float[] {42}));
        Safetensors.write(file, tensors, Map.of("format", "pt"));
        Map<String, Entry> read = Safetensors.read(file);

        assertThat(read.keySet()).containsExactly("z.weight", "long", "nothing", "scalar \"ä\"");
        tensors.forEach((name, tensor) -> {
            assertThat(read.get(name).sizes()).isEqualTo(tensor.sizes());
            assertThat(read.get(name).data()).isEqualTo(tensor.data());
        });
    }

    /** Layout by hand: length, header padded to 8, numbers in little-endian order. */
    @Test
    void bytesAreThoseOfTheFormat() throws IOException {
        Safetensors.write(file, Map.of("a", new Entry(new long[] {1}, new float[] {1})), Map.of());
        String header = "{\"__metadata__\":{},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        byte[] expected = bytes(header + " ".repeat((8 - header.length() % 8) % 8), 1);

        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void nothingIsWrittenOverAFile() throws IOException {
        Files.writeString(file, "mine");

        assertThatThrownBy(() -> Safetensors.write(file, Map.of(), Map.of()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
    }

    @Test
    void numbersMustFitTheirSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Safetensors.write(file, Map.of("a", new Entry(new long[] {2, 2}, new float[3])), Map.of()))
                .withMessage("tensor a: expected 4 numbers for sizes [2, 2], got 3");
        assertThat(file).doesNotExist();
    }

    /** One number follows each header; the message begins with the file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'F8','shape':[4],'data_offsets':[0,4]}} | : a: dtype: expected F32, F16 or BF16, got F8",
                "{'a':{'dtype':'I32','shape':[1],'data_offsets':[0,4]}} "
                        + "| : a: dtype: expected F32, F16 or BF16, got I32",
                "{'a':{'dtype':'BF16','shape':[1],'data_offsets':[0,4]}} "
                        + "| : a: data_offsets: expected 2 bytes for the shape, got 4",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}} "
                        + "| : a: data_offsets: expected a range within 4 bytes, got [0, 8]",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}} "
                        + "| : a: data_offsets: expected a range within 4 bytes, got [-4, 0]",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}} "
                        + "| : a: data_offsets: expected a range within 4 bytes, got [0]",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} "
                        + "| : a: data_offsets: expected 8 bytes for the shape, got 4",
                "{'a':{'dtype':'F32','shape':[-1,0],'data_offsets':[0,0]}} "
                        + "| : a: shape: expected sizes whose product is below 2^31, got [-1, 0]",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} "
                        + "| : a: shape: expected sizes whose product is below 2^31, got [4294967296, 4294967296]",
                "{'a':{'dtype':'F32','shape':[1]}} | : a: expected dtype, shape and data_offsets, got fewer keys",
                "{'a':{'dtype':'F32','shape':[1],'offsets':[0,4]}} "
                        + "| : a: expected dtype, shape and data_offsets, got offsets",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[1],'data_offsets':[0,4]}} "
                        + "| : a: expected each key once, got dtype again",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                        + "'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}} "
                        + "| : header: expected each name once, got a again",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                        + "'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} "
                        + "| : b: data_offsets: expected a start at 4, where the tensor before it ends, got 0",
                "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]},'__metadata__':{},'__metadata__':{}} "
                        + "| : header: expected each name once, got __metadata__ again",
                "{} | : expected tensors of 4 bytes, as many as follow the header, got 0",
                "[1,2,3] | : header: expected a JSON object with dtype, shape and data_offsets for each tensor,"
                        + " got something else at $",
                "{'a':5} | : header: expected a JSON object with dtype, shape and data_offsets for each tensor,"
                        + " got something else at $.a",
                "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}} "
                        + "| : header: expected a number at $.a.shape[0], got STRING",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}} "
                        + "| : header: expected a JSON object with dtype, shape and data_offsets for each tensor,"
                        + " got something else at $.a.shape[0]",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} 5 "
                        + "| : header: expected a JSON object with dtype, shape and data_offsets for each tensor,"
                        + " got something else at $"
            })
    void damagedHeaderIsRefused(String header, String message) throws IOException {
        Files.write(file, bytes(header.replace('\'', '"'), 1));

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + message);
    }

    @Test
    void gapBetweenTensorsIsRefused() throws IOException {
        Files.write(file, bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 1, 2));

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("expected a start at 0, where the tensor before it ends, got 4");
    }

    @Test
    void headerLengthStaysWithinTheFile() throws IOException {
        for (long length : new long[] {-1, 0, 1, 7, Long.MAX_VALUE, 1L << 31}) {
            ByteBuffer bytes = ByteBuffer.allocate(14).order(ByteOrder.LITTLE_ENDIAN);
            Files.write(
                    file,
                    bytes.putLong(length)
                            .put("{}    ".getBytes(StandardCharsets.UTF_8))
                            .array());

            assertThatThrownBy(() -> Safetensors.read(file))
                    .isInstanceOf(DataException.class)
                    .hasMessage(file + ": header length: expected 2 to 6, got " + length);
        }
    }

    @Test
    void fileOfLessThanALengthIsRefused() throws IOException {
        Files.write(file, new byte[5]);

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": expected 3 more bytes, got the end of the file at 5");
    }

    @Test
    void headerIsUtf8() throws IOException {
        byte[] bytes = bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 1);
        bytes[10] = (byte) 0xff;
        Files.write(file, bytes);

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": header: expected UTF-8, got other bytes");
    }

    @Test
    void missingFileIsAnInputError() {
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(NoSuchFileException.class);
    }

    /** Every one of the 65,536 numbers, from the definition of IEEE 754. */
    @Test
    void halfPrecisionIsReadExactly() throws IOException {
        float[] numbers = readAllOfTwoBytes("F16");

        for (int i = 0; i < numbers.length; i++) {
            double sign = i >= 0x8000 ? -1 : 1;
            int exponent = i >> 10 & 0x1f;
            double fraction = (i & 0x3ff) / 1024.0;
            double expected = exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
            if (exponent == 31) {
                expected = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            }
            assertThat((double) numbers[i]).as("bits %x", i).isEqualTo(Double.valueOf(sign * expected));
        }
    }

    /** A bfloat16 is the upper half of a float32, so that appended zeros make the same number. */
    @Test
    void brainFloatsAreReadExactly() throws IOException {
        float[] numbers = readAllOfTwoBytes("BF16");

        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i]).as("bits %x", i).isEqualTo(Float.valueOf(Float.intBitsToFloat(i << 16)));
        }
    }

    private float[] readAllOfTwoBytes(String type) throws IOException {
        byte[] header = ("{\"a\":{\"dtype\":\"" + type + "\",\"shape\":[65536],\"data_offsets\":[0,131072]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 131_072).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (int i = 0; i < 65_536; i++) {
            bytes.putShort((short) i);
        }
        Files.write(file, bytes.array());
        return Safetensors.read(file).get("a").data();
    }

    @Test
    void tensorsThatNobodyWantsMayBeOfAnyType() throws IOException {
        Files.write(
                file,
                bytes(
                        "{\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[4,12]},"
                                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        1,
                        0,
                        0));

        assertThat(Safetensors.read(file, "a"::equals).get("a").data()).containsExactly(1);
        assertThat(Safetensors.sizes(file)).containsOnlyKeys("ids", "a");
    }

    /** Any fault but an IOException, or numbers that the file has no bytes for, fails the test. */
    @Test
    void damageIsAResultOrAnInputError() throws IOException {
        Map<String, Entry> tensors = new LinkedHashMap<>();
        tensors.put("a", new Entry(new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6}));
        tensors.put("b", new Entry(new long[] {4}, new float[] {1, 2, 3, 4}));
        tensors.put("c", new Entry(new long[] {0}, new float[0]));
        Safetensors.write(file, tensors, Map.of("format", "pt"));
        byte[] whole = withTwoByteTensor(Files.readAllBytes(file));
        Files.delete(file);
        long seed = System.nanoTime();
        System.out.println("SafetensorsTest seed " + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] damaged = mutated(whole, random);
            Path fresh = folder.resolve(i + ".safetensors"); // some file systems flush a file that is written over
            Files.write(fresh, damaged);
            try {
                long numbers = Safetensors.read(fresh).values().stream()
                        .mapToLong(tensor -> tensor.data().length)
                        .sum();
                assertThat(2 * numbers).isLessThan(damaged.length);
            } catch (IOException e) {
                refused++;
            }
            Files.delete(fresh);
        }
        assertThat(refused).isBetween(2_000, 9_999);
    }

    /** Puts a tensor of two-byte numbers into the header and three of them at the end. */
    private static byte[] withTwoByteTensor(byte[] whole) {
        int length = Math.toIntExact(
                ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
        String header = new String(whole, 8, length, StandardCharsets.UTF_8).trim();
        int numbers = whole.length - 8 - length;
        String more = header.substring(0, header.length() - 1) + ",\"d\":{\"dtype\":\"F16\",\"shape\":[3],"
                + "\"data_offsets\":[" + numbers + "," + (numbers + 6) + "]}}";
        ByteBuffer bytes = ByteBuffer.allocate(8 + more.length() + numbers + 6).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(more.length()).put(more.getBytes(StandardCharsets.UTF_8));
        return bytes.put(whole, 8 + length, numbers).array();
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
            case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                for (int i = random.nextInt(8) + 1; i > 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            default -> {
                String syntax = "{}[]\",:0123456789-.eE";
                bytes[8 + random.nextInt(bytes.length - 8)] = (byte) syntax.charAt(random.nextInt(syntax.length()));
            }
        }
        return bytes;
    }

    private static byte[] bytes(String header, float... numbers) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + json.length + 4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }
}
