package dev.cloze.core.graph;

import java.util.Locale;

/** A floating-point format in which the engine computes. */
public enum Precision {
    /** IEEE 754 binary32: a sign, 8 bits of exponent, 24 of significand. */
    FLOAT32(4, 6),
    /** The upper half of a float32: its range, but 8 bits of significand. */
    BFLOAT16(2, 15),
    /** IEEE 754 binary16: 11 bits of significand, but no number above 65,504 and none of full precision below 6.1e-5. */
    FLOAT16(2, 5);

    private final int bytes;
    private final int scalarType;

    Precision(int bytes, int scalarType) {
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    /** Bytes of a number. */
    public int bytes() {
        return bytes;
    }

    /** What recipes and people call it. */
    public String spelled() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a script calls it: the number that the format has among PyTorch's scalar types. */
    public int scalarType() {
        return scalarType;
    }
}
