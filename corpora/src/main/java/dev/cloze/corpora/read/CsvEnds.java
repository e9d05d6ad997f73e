package dev.cloze.corpora.read;

/** Records of RFC 4180: a line end inside quotes is none; a quote in the middle of a bare field is a character. */
final class CsvEnds implements RecordEnds {
    private final byte delimiter;
    private State state = State.FIELD_START;

    private enum State {
        FIELD_START,
        BARE,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    CsvEnds(char delimiter) {
        this.delimiter = (byte) delimiter;
    }

    @Override
    public int nextEnd(byte[] bytes, int from, int to) {
        State now = state;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (now == State.QUOTED) {
                if (b == '"') {
                    now = State.QUOTE_IN_QUOTED;
                }
            } else if (b == '\n') {
                now = State.FIELD_START;
                state = now;
                return i + 1;
            } else if (b == delimiter) {
                now = State.FIELD_START;
            } else if (b == '"') {
                now = now == State.BARE ? State.BARE : State.QUOTED;
            } else {
                now = State.BARE;
            }
        }
        state = now;
        return -1;
    }

    @Override
    public void resynchronise() {
        state = State.BARE;
    }
}
