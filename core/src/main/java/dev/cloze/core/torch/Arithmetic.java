package dev.cloze.core.torch;

import dev.cloze.core.graph.Precision;

/**
 * How a script computes the products of linear layers and attention.
 *
 * @param products the way of linear layers
 * @param operands the format to which operands and results are rounded ({@link dev.cloze.core.graph.MixedPrecision})
 * @param units the format of the device's units that multiply them: {@code operands}, or float32 where it has none for
 *     that. The products are the same then, since two numbers of 8 bits have one of 16, and sums are float32 in any case;
 *     the engine's own loops for such a device take thirty times as long (docs/log.md)
 */
public record Arithmetic(Products products, Precision operands, Precision units) {
    public Arithmetic {
        if (units != operands && units != Precision.FLOAT32) {
            throw new IllegalArgumentException(
                    "arithmetic: expected units of " + operands + " or FLOAT32, got " + units);
        }
    }

    /** All in float32. */
    public static Arithmetic float32(Products products) {
        return new Arithmetic(products, Precision.FLOAT32, Precision.FLOAT32);
    }

    /** What training uses on a device. */
    public static Arithmetic of(ComputeDevice device, Precision operands) {
        boolean known = operands == Precision.FLOAT32 || Products.know(device, operands);
        return new Arithmetic(Products.of(device), operands, known ? operands : Precision.FLOAT32);
    }

    boolean isWidened() {
        return units != operands;
    }
}
