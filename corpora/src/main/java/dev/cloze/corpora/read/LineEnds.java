package dev.cloze.corpora.read;

/** Records that are lines. */
final class LineEnds implements RecordEnds {
    @Override
    public int nextEnd(byte[] bytes, int from, int to) {
        int found = LineFeeds.first(bytes, from, to);
        return found < 0 ? -1 : found + 1;
    }

    @Override
    public void resynchronise() {
        // Every line end is one.
    }
}
