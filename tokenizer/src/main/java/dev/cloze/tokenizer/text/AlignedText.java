package dev.cloze.tokenizer.text;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * A text on its way through normalizers: code points, each with the range of the original text that it stands for, in
 * {@code char}s. A character that a normalizer puts in stands for the same as the one before it. Not changed by
 * normalizers, which return another one.
 */
public final class AlignedText {
    private int[] codePoints;
    private int[] starts;
    private int[] ends;
    private int length;

    AlignedText(int capacity) {
        codePoints = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    /** A text as it is. */
    public static AlignedText of(String text) {
        AlignedText aligned = new AlignedText(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            aligned.append(c, i, next);
            i = next;
        }
        return aligned;
    }

    /** Some characters of a text as a text of their own. */
    public static AlignedText of(char[] text, int from, int to) {
        AlignedText aligned = new AlignedText(to - from);
        int length = 0;
        for (int i = from; i < to; length++) {
            int c = text[i];
            int next = i + 1;
            if (Character.isHighSurrogate(text[i])) {
                c = Character.codePointAt(text, i, to);
                next = i + Character.charCount(c);
            }
            aligned.codePoints[length] = c;
            aligned.starts[length] = i - from;
            aligned.ends[length] = next - from;
            i = next;
        }
        aligned.length = length;
        return aligned;
    }

    /**
     * Some characters of a text that stand for places in another one.
     *
     * @param start where the character begins that begins at an index
     * @param end where the character ends that ends before an index
     */
    public static AlignedText of(char[] text, int from, int to, IntUnaryOperator start, IntUnaryOperator end) {
        AlignedText aligned = new AlignedText(to - from);
        for (int i = from; i < to; ) {
            int c = Character.codePointAt(text, i, to);
            int next = i + Character.charCount(c);
            aligned.append(c, start.applyAsInt(i), end.applyAsInt(next));
            i = next;
        }
        return aligned;
    }

    /** Number of code points. */
    public int length() {
        return length;
    }

    public int codePoint(int index) {
        return codePoints[index];
    }

    /** Where in the original text the range begins for which a code point stands. */
    public int start(int index) {
        return starts[index];
    }

    /** Where in the original text that range ends, exclusive. */
    public int end(int index) {
        return ends[index];
    }

    void append(int codePoint, int start, int end) {
        if (length == codePoints.length) {
            int capacity = Math.max(16, Math.addExact(length, length >> 1));
            codePoints = Arrays.copyOf(codePoints, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        codePoints[length] = codePoint;
        starts[length] = start;
        ends[length++] = end;
    }

    /** Appends a code point that stands for what one of another text stands for. */
    void append(int codePoint, AlignedText from, int index) {
        append(codePoint, from.starts[index], from.ends[index]);
    }

    /** Each code point replaced by another one; this text if all are replaced by themselves. */
    AlignedText map(IntUnaryOperator change) {
        int first = 0;
        while (first < length && change.applyAsInt(codePoints[first]) == codePoints[first]) {
            first++;
        }
        if (first == length) {
            return this;
        }
        AlignedText mapped = slice(0, length);
        for (int i = first; i < length; i++) {
            mapped.codePoints[i] = change.applyAsInt(codePoints[i]);
        }
        return mapped;
    }

    /** The code points that are to be kept; this text if it is all of them. */
    AlignedText filter(IntPredicate kept) {
        int first = 0;
        while (first < length && kept.test(codePoints[first])) {
            first++;
        }
        if (first == length) {
            return this;
        }
        AlignedText filtered = slice(0, first);
        for (int i = first; i < length; i++) {
            if (kept.test(codePoints[i])) {
                filtered.append(codePoints[i], this, i);
            }
        }
        return filtered;
    }

    /** The code points from one index up to another; this text if that is all of them. */
    public AlignedText part(int from, int to) {
        return from == 0 && to == length ? this : slice(from, to);
    }

    private AlignedText slice(int from, int to) {
        AlignedText slice = new AlignedText(to - from);
        slice.length = to - from;
        System.arraycopy(codePoints, from, slice.codePoints, 0, slice.length);
        System.arraycopy(starts, from, slice.starts, 0, slice.length);
        System.arraycopy(ends, from, slice.ends, 0, slice.length);
        return slice;
    }

    /** Whether a code point fulfils a condition. */
    boolean any(IntPredicate condition) {
        for (int i = 0; i < length; i++) {
            if (condition.test(codePoints[i])) {
                return true;
            }
        }
        return false;
    }

    /** The text as characters. */
    public char[] toCharArray() {
        char[] characters = new char[length];
        for (int i = 0; i < length; i++) {
            if (!Character.isBmpCodePoint(codePoints[i])) {
                return toString().toCharArray();
            }
            characters[i] = (char) codePoints[i];
        }
        return characters;
    }

    @Override
    public String toString() {
        return new String(codePoints, 0, length);
    }
}
