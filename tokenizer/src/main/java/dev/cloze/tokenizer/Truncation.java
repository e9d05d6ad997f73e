package dev.cloze.tokenizer;

/**
 * How tokens are cut to a length, with the names and the meaning that HuggingFace's tokenizers give them.
 *
 * @param maxLength the most tokens a row may have, special ones included
 * @param stride how many tokens a window repeats of the one before it
 * @param strategy which of two texts loses tokens
 * @param direction the side on which they are lost
 */
public record Truncation(int maxLength, int stride, Strategy strategy, Direction direction) {
    public Truncation {
        if (maxLength < 1) {
            throw new IllegalArgumentException("maxLength: expected 1 or more, got " + maxLength);
        }
        if (stride < 0 || stride >= maxLength) {
            throw new IllegalArgumentException("stride: expected 0 to " + (maxLength - 1) + ", got " + stride);
        }
    }

    /** Keeps the beginning: of two texts the longer one loses tokens until both are of a length. */
    public static Truncation to(int maxLength) {
        return new Truncation(maxLength, 0, Strategy.LONGEST_FIRST, Direction.RIGHT);
    }

    /** Which text loses tokens. */
    public enum Strategy {
        /** The longer one, until both are of a length; then both. */
        LONGEST_FIRST,
        /** The first one alone. */
        ONLY_FIRST,
        /** The second one alone. */
        ONLY_SECOND
    }

    /** The side on which tokens are lost. */
    public enum Direction {
        RIGHT,
        LEFT
    }
}
