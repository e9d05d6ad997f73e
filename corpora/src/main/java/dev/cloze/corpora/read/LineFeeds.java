package dev.cloze.corpora.read;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Line feeds in bytes, eight bytes at a time: every byte of an input is asked about them more than once. */
final class LineFeeds {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private LineFeeds() {}

    /** The offset of the first in {@code bytes[from, to)}, or -1. */
    static int first(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = found(bytes, at);
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at < to ? at : -1;
    }

    /** How many there are in {@code bytes[from, to)}. */
    static int count(byte[] bytes, int from, int to) {
        int count = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            count += Long.bitCount(found(bytes, at));
        }
        for (; at < to; at++) {
            count += bytes[at] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** The highest bit of each of eight bytes that is a line feed (Warren 2013, section 6-1, without carries between bytes). */
    private static long found(byte[] bytes, int at) {
        long others = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
        return ~(((others & LOW_BITS) + LOW_BITS) | others | LOW_BITS);
    }
}
