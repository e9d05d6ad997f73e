package dev.cloze.corpora.sample;

import dev.cloze.tokenizer.DataException;
import java.util.Optional;

/** The gloss of a synset: what follows the bar in a line of WordNet's {@code data.*} files (wndb(5WN)). */
final class WordNetGlosses implements RecordText {
    private static final String LICENCE_LINE = "  ";
    private static final String BAR = "| ";

    @Override
    public Optional<String> of(String where, String line) throws DataException {
        if (line.startsWith(LICENCE_LINE)) {
            return Optional.empty();
        }
        int bar = line.indexOf(BAR);
        if (bar < 0) {
            throw new DataException(where, "a synset with a gloss after '| '", "a line without");
        }
        return Optional.of(line.substring(bar + BAR.length()));
    }
}
