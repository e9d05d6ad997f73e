package dev.cloze.corpora.read;

import java.io.IOException;

/** A compressed input that grows beyond {@link UnpackLimits}: nothing more of its file is read. */
final class UnpacksTooFarException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String expected;
    private final String got;

    UnpacksTooFarException(String place, String expected, String got) {
        super(place + ": expected " + expected + ", got " + got);
        this.place = place;
        this.expected = expected;
        this.got = got;
    }

    ReadFinding finding() {
        return new ReadFinding(ReadReason.UNPACKS_TOO_FAR, place, expected, got);
    }
}
