package dev.cloze.corpora.read;

import java.util.Objects;

/**
 * One piece of input that did not become a document as it stood.
 *
 * @param place where it lies: a path, behind {@code !} the entry of an archive, then a line or byte, as far as known
 * @param expected the rule
 * @param got what breaks it
 */
public record ReadFinding(ReadReason reason, String place, String expected, String got) {
    public ReadFinding {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(got, "got");
    }

    @Override
    public String toString() {
        return place + ": expected " + expected + ", got " + got;
    }
}
