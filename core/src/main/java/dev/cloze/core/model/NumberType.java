package dev.cloze.core.model;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/** The number types of the safetensors format that take whole bytes. Those with fractions below float64 are read. */
enum NumberType {
    F32(4) {
        @Override
        void toFloats(ByteBuffer bytes, float[] numbers, int from, int count) {
            bytes.asFloatBuffer().get(numbers, from, count);
        }
    },
    /** IEEE 754 binary16. */
    F16(2) {
        @Override
        void toFloats(ByteBuffer bytes, float[] numbers, int from, int count) {
            for (int i = 0; i < count; i++) {
                numbers[from + i] = half(bytes.getShort(2 * i));
            }
        }
    },
    /** The upper half of a float32. */
    BF16(2) {
        @Override
        void toFloats(ByteBuffer bytes, float[] numbers, int from, int count) {
            for (int i = 0; i < count; i++) {
                numbers[from + i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
            }
        }
    },
    F64(8),
    F8_E4M3(1),
    F8_E5M2(1),
    F8_E8M0(1),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    /** The types that are read. */
    static final String READ = "F32, F16 or BF16";

    private final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<NumberType> of(String name) {
        return Stream.of(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Bytes of a number. */
    long bytes() {
        return bytes;
    }

    boolean isRead() {
        return this == F32 || this == F16 || this == BF16;
    }

    /** The numbers at the start of the little-endian bytes, exactly. */
    void toFloats(ByteBuffer bytes, float[] numbers, int from, int count) {
        throw new IllegalArgumentException("number type: expected " + READ + ", got " + this);
    }

    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        int magnitude =
                switch (exponent) {
                    case 0 -> Float.floatToRawIntBits(fraction * 0x1p-24f); // subnormal here, normal as float32
                    case 31 -> 0x7f800000 | (fraction << 13);
                    default -> ((exponent + 127 - 15) << 23) | (fraction << 13);
                };
        return Float.intBitsToFloat(sign | magnitude);
    }
}
