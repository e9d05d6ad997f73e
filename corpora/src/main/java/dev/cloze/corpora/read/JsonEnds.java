package dev.cloze.corpora.read;

/** The elements of one JSON array: braces and brackets are counted outside of strings, nothing else is looked at. */
final class JsonEnds implements RecordEnds {
    private int depth;
    private boolean inString;
    private boolean escaped;

    @Override
    public int nextEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (inString) {
                if (escaped) {
                    escaped = false;
                } else if (b == '\\') {
                    escaped = true;
                } else if (b == '"') {
                    inString = false;
                }
            } else if (b == '"') {
                inString = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            } else if (b == ',' && depth == 1) {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public void resynchronise() {
        // The depth is known also in a record that is passed over.
    }
}
