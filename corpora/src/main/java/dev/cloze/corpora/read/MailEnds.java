package dev.cloze.corpora.read;

/**
 * Messages of an mbox: one ends before a line that begins with {@code From }, has a time of day in it, and follows an
 * empty line.
 */
final class MailEnds implements RecordEnds {
    /** A longer line begins no message. */
    static final int LONGEST_LINE = 512;

    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    /** Line ends in a row: a line behind two of them follows an empty one. */
    private int lineEnds;

    /** Bytes of a line that may begin a message, -1 outside of one. */
    private int matched = -1;

    private int digits;
    private boolean hasTime;

    @Override
    public int nextEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (matched >= 0 && b != '\n' && continues(b)) {
                continue;
            }
            if (b == '\n') {
                int line = matched;
                boolean begins = line > FROM.length && hasTime;
                matched = -1;
                lineEnds++;
                if (begins) {
                    // Read once more from there, the line begins nothing.
                    lineEnds = 0;
                    return i - line;
                }
                if (lineEnds >= 2) {
                    matched = 0;
                    hasTime = false;
                }
            } else {
                matched = -1;
                lineEnds = b == '\r' ? lineEnds : 0;
            }
        }
        return -1;
    }

    /** Whether the line at hand can still begin a message after another byte. */
    private boolean continues(byte b) {
        if (matched < FROM.length ? b != FROM[matched] : matched >= LONGEST_LINE) {
            return false;
        }
        hasTime |= b == ':' && digits == 2;
        digits = b >= '0' && b <= '9' ? digits + 1 : 0;
        matched++;
        lineEnds = 0;
        return true;
    }

    @Override
    public void resynchronise() {
        // Only a line of its own begins a message.
    }
}
