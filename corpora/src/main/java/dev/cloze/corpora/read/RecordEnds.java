package dev.cloze.corpora.read;

/** Finds where records end in bytes that come piece by piece: a small automaton that remembers where it is. */
interface RecordEnds {
    /**
     * Looks at the next bytes up to the first end of a record. The next call goes on from there, or from {@code to} if
     * there was none.
     *
     * @return the offset behind the record, or -1 if none ends in {@code bytes[from, to)}
     */
    int nextEnd(byte[] bytes, int from, int to);

    /** Begins anew in the middle of a record that was too long; the bytes up to the next sure end are passed over. */
    void resynchronise();
}
