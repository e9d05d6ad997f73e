package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;
import dev.cloze.tokenizer.text.Normalizer;
import dev.cloze.tokenizer.text.Normalizers;
import dev.cloze.tokenizer.text.Splitter;

/** One step of a pre-tokenizer. */
public sealed interface Step {
    /** Cuts each piece that the steps before have left. */
    record Cut(Splitter splitter) implements Step {}

    /** Changes each piece. */
    record Change(Normalizer normalizer) implements Step {}

    /**
     * Writes spaces as a visible character and puts it before a piece that does not begin with it.
     *
     * @param mark what stands for a space
     */
    record MarkSpaces(char mark, Prefixed prefixed) implements Step {
        AlignedText applyTo(AlignedText piece, int placeInText) {
            boolean prefix = prefixed == Prefixed.ALWAYS || (prefixed == Prefixed.FIRST && placeInText == 0);
            return Normalizers.markSpaces(mark, prefix).normalize(piece);
        }
    }

    /** Which pieces get a mark before them. */
    enum Prefixed {
        ALWAYS,
        /** The piece with which the text begins. */
        FIRST,
        NEVER
    }
}
