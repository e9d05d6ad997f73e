package dev.cloze.corpora.sample;

import dev.cloze.tokenizer.DataException;
import java.util.Optional;

/** Takes the text out of one line of a sample's file. */
@FunctionalInterface
interface RecordText {
    /**
     * The text, or empty if this record is not one of the sample's documents.
     *
     * @param where the file and line, for messages
     */
    Optional<String> of(String where, String line) throws DataException;
}
