package dev.cloze.trainer.export;

import java.util.Locale;

/** What the exported model is for, which decides on its outputs. */
public enum Use {
    /** Token vectors or vectors of texts; the head, which would cost as much as some layers, stays away. */
    EMBEDDINGS,
    /** Scores of the vocabulary's tokens at each place, as DJL's fill-mask takes them. */
    FILL_MASK,
    /** Tribuo's BERT feature extractor, which wants two outputs with names of its own. */
    TRIBUO;

    /** As the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
