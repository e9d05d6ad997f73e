package dev.cloze.trainer.export;

import java.util.Locale;

/** How the vectors of tokens become that of a text. */
public enum Pooling {
    /** The mean of all tokens' (Reimers and Gurevych 2019, section 3). */
    MEAN,
    /** The first token's. */
    CLS,
    /** The largest number of each dimension. */
    MAX;

    /** As the command line and the targets' files have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
