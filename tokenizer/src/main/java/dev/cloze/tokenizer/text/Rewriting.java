package dev.cloze.tokenizer.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A text on its way into a normal form: code points, each with the change of length that it makes. 0: it replaces a code
 * point of the original; 1: it is put in after; -n: it replaces one and swallows the n after it. The reference keeps
 * its account of offsets so, in an order that reordered marks do not follow, and offsets are to be the same.
 */
final class Rewriting {
    private static final Map<Long, Integer> PAIRS = pairs();
    private static final int NONE = 0;

    private int[] codePoints;
    private int[] changes;
    private int length;

    Rewriting(int capacity) {
        codePoints = new int[capacity];
        changes = new int[capacity];
    }

    private static Map<Long, Integer> pairs() {
        Map<Integer, int[]> compositions = Characters.compositions();
        Map<String, Integer> bySpelling = new HashMap<>();
        compositions.forEach((c, spelling) -> bySpelling.put(Arrays.toString(spelling), c));
        Map<Long, Integer> pairs = new HashMap<>();
        compositions.forEach((c, spelling) -> {
            // What is composed of three parts is composed of the first two and the third.
            int[] stem = Arrays.copyOf(spelling, spelling.length - 1);
            int first = stem.length == 1 ? stem[0] : bySpelling.get(Arrays.toString(stem));
            pairs.put(key(first, spelling[spelling.length - 1]), c);
        });
        return pairs;
    }

    private static long key(int first, int second) {
        return (long) first << 32 | second;
    }

    void add(int codePoint, int change) {
        if (length == codePoints.length) {
            codePoints = Arrays.copyOf(codePoints, length + (length >> 1) + 16);
            changes = Arrays.copyOf(changes, codePoints.length);
        }
        codePoints[length] = codePoint;
        changes[length++] = change;
    }

    /** Lets the code point added last swallow some of the original that come next; without one they are not swallowed. */
    void swallow(int more) {
        if (length > 0) {
            changes[length - 1] -= more;
        }
    }

    void decompose(int codePoint, boolean compatible) {
        if (codePoint < 0x80) {
            add(codePoint, 0);
        } else if (Hangul.isSyllable(codePoint)) {
            int index = codePoint - Hangul.SYLLABLE;
            add(Hangul.LEADING + index / (Hangul.VOWELS * Hangul.TRAILINGS), 0);
            add(Hangul.VOWEL + index / Hangul.TRAILINGS % Hangul.VOWELS, 1);
            if (index % Hangul.TRAILINGS != 0) {
                add(Hangul.TRAILING + index % Hangul.TRAILINGS, 1);
            }
        } else {
            int[] spelling =
                    compatible ? Characters.compatibilityDecompositions().get(codePoint) : null;
            if (spelling == null) {
                spelling = Characters.canonicalDecompositions().get(codePoint);
            }
            if (spelling == null) {
                add(codePoint, 0);
                return;
            }
            for (int i = 0; i < spelling.length; i++) {
                add(spelling[i], i == 0 ? 0 : 1);
            }
        }
    }

    /** Sorts each run of marks by combining class; equal ones keep their order. */
    void order() {
        for (int i = 1; i < length; i++) {
            int c = codePoints[i];
            int change = changes[i];
            int combining = combiningClass(c);
            int to = i;
            while (combining != 0 && to > 0 && combiningClass(codePoints[to - 1]) > combining) {
                codePoints[to] = codePoints[to - 1];
                changes[to] = changes[to - 1];
                to--;
            }
            codePoints[to] = c;
            changes[to] = change;
        }
    }

    /** Joins each starter with the marks after it that have a composition with it and are not blocked. */
    void compose() {
        int starter = -1;
        int lastClass = -1;
        int to = 0;
        for (int i = 0; i < length; i++) {
            int c = codePoints[i];
            int combining = combiningClass(c);
            if (starter >= 0 && lastClass < combining) {
                int joined = join(codePoints[starter], c);
                if (joined != NONE) {
                    codePoints[starter] = joined;
                    changes[starter] += changes[i] - 1;
                    continue;
                }
            }
            if (combining == 0) {
                starter = to;
                lastClass = -1;
            } else {
                lastClass = combining;
            }
            codePoints[to] = c;
            changes[to++] = changes[i];
        }
        length = to;
    }

    private static int join(int first, int second) {
        int syllable = Hangul.compose(first, second);
        return syllable != NONE ? syllable : PAIRS.getOrDefault(key(first, second), NONE);
    }

    private static int combiningClass(int codePoint) {
        return codePoint < 0x300 ? 0 : Characters.combiningClasses().getOrDefault(codePoint, 0);
    }

    /** The rewritten text: what is put in stands for the same as what of the original has been used last. */
    AlignedText applyTo(AlignedText original) {
        AlignedText rewritten = new AlignedText(length);
        int next = 0;
        for (int i = 0; i < length; i++) {
            if (changes[i] > 0) {
                if (next == 0) {
                    rewritten.append(codePoints[i], 0, 0);
                } else {
                    rewritten.append(codePoints[i], original, next - 1);
                }
            } else {
                rewritten.append(codePoints[i], original, next);
                next += 1 - changes[i];
            }
        }
        return rewritten;
    }
}
