package dev.cloze.corpora.read;

/** The way from the bytes of one kind of raw record to documents: a pure function, for any thread. */
interface Extraction {
    void extract(RawRecord record, Gathering gathering);
}
