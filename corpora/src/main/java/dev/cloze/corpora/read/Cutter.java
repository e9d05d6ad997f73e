package dev.cloze.corpora.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Cuts one file, entry or stream into raw records: serial, cheap, without parsing more than it must. */
interface Cutter extends Closeable {
    /**
     * The next record, or empty at the end. What is left out on the way goes to the tally.
     *
     * @throws dev.cloze.tokenizer.DataException if nothing more can be read of this file or stream
     */
    Optional<RawRecord> next() throws IOException;
}
