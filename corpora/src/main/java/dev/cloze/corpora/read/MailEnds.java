package dev.cloze.corpora.read;

/** Messages of an mbox: one ends before a line that begins with {@code From } and follows an empty line. */
final class MailEnds implements RecordEnds {
    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    /** Line ends seen in a row, 2 at the start of an empty line's successor. */
    private int lineEnds;

    private int matched = -1;

    @Override
    public int nextEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (matched >= 0 && b == FROM[matched]) {
                matched++;
                if (matched == FROM.length) {
                    // Where the word was begun in earlier bytes, they are still in the same buffer.
                    // Read once more from there, they begin nothing.
                    matched = -1;
                    lineEnds = 0;
                    return i + 1 - FROM.length;
                }
                continue;
            }
            matched = -1;
            if (b == '\n') {
                lineEnds++;
                if (lineEnds >= 2) {
                    matched = 0;
                }
            } else if (b != '\r') {
                lineEnds = 0;
            }
        }
        return -1;
    }

    @Override
    public void resynchronise() {
        // Only a line of its own begins a message.
    }
}
