package dev.cloze.corpora.dedup;

import java.io.IOException;

/** The texts of the documents by their numbers, to be read again. Used by one thread, mostly in ascending order. */
@FunctionalInterface
public interface DocumentTexts {
    /** The text whose keys were given under this number. */
    String text(long document) throws IOException;
}
