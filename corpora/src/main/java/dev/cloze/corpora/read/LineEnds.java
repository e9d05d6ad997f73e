package dev.cloze.corpora.read;

/** Records that are lines. */
final class LineEnds implements RecordEnds {
    @Override
    public int nextEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public void resynchronise() {
        // Every line end is one.
    }
}
