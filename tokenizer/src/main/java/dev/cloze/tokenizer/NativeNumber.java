package dev.cloze.tokenizer;

import java.math.BigInteger;

/**
 * Reads a JSON number as the native engine's reader does, serde_json 1 without its feature {@code float_roundtrip}: the
 * digits become an integer, as far as 64 bits hold them, which is rounded and then multiplied with or divided by a power of
 * ten, which rounds again. Of scores with 17 digits every third or so differs from the nearest number in its last bit, and
 * where two spellings of a word are as likely, this bit chooses.
 */
final class NativeNumber {
    private static final int LARGEST_POWER = 308;

    /** Exponents beyond it make nothing, or infinity, of any number. */
    private static final BigInteger FARTHEST = BigInteger.valueOf(1 << 20);

    private NativeNumber() {}

    /** The number that a valid JSON number's text stands for. */
    static double of(String text) {
        boolean negative = text.startsWith("-");
        long significand = 0;
        long exponent = 0;
        boolean full = false;
        boolean fraction = false;
        int at = negative ? 1 : 0;
        for (; at < text.length() && text.charAt(at) != 'e' && text.charAt(at) != 'E'; at++) {
            if (text.charAt(at) == '.') {
                fraction = true;
                continue;
            }
            int digit = text.charAt(at) - '0';
            full |= Long.compareUnsigned(significand, Long.divideUnsigned(-1 - digit, 10)) > 0;
            if (!full) {
                significand = significand * 10 + digit;
            }
            if (full != fraction) { // a digit that is taken after the point, or one before it that is not
                exponent += fraction ? -1 : 1;
            }
        }
        if (at < text.length()) {
            BigInteger said = new BigInteger(text.substring(at + 1));
            exponent += said.max(FARTHEST.negate()).min(FARTHEST).longValue();
        }
        double value = scaled(rounded(significand), exponent);
        return negative ? -value : value;
    }

    private static double scaled(double significand, long exponent) {
        double value = significand;
        long left = exponent;
        for (; left < -LARGEST_POWER && value != 0; left += LARGEST_POWER) {
            value /= 1e308;
        }
        if (value == 0) {
            return value;
        }
        double power = Double.parseDouble("1e" + Math.abs(left));
        return left < 0 ? value / power : value * power;
    }

    /** The nearest number to an unsigned one: the lowest bit of a half stands for all that the half loses. */
    private static double rounded(long unsigned) {
        return unsigned >= 0 ? (double) unsigned : (double) (unsigned >>> 1 | (unsigned & 1)) * 2;
    }
}
