package dev.cloze.corpora.read;

/**
 * JSON values one after another, at the top or as the elements of one array: braces and brackets are counted outside of
 * strings, nothing else is looked at.
 */
final class JsonEnds implements RecordEnds {
    private final int recordDepth;
    private int depth;
    private boolean inString;
    private boolean escaped;

    /**
     * Ends of values at a depth.
     *
     * @param recordDepth 0 for values at the top, 1 for the elements of an array
     */
    JsonEnds(int recordDepth) {
        this.recordDepth = recordDepth;
    }

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
                if (depth == recordDepth && recordDepth == 0) {
                    return i + 1;
                }
            } else if (b == ',' && depth == recordDepth && recordDepth == 1) {
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
