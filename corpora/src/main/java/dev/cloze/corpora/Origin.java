package dev.cloze.corpora;

import java.util.Objects;

/**
 * Where a document came from.
 *
 * @param source the file or sample, as {@link Document#source()}
 * @param section the place of the document among the pieces of its source, from 0
 */
public record Origin(String source, long section) {
    public Origin {
        Objects.requireNonNull(source, "source");
        if (section < 0) {
            throw new IllegalArgumentException("section: expected 0 or more, got " + section);
        }
    }

    @Override
    public String toString() {
        return source + " #" + section;
    }
}
