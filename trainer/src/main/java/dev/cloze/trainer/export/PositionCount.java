package dev.cloze.trainer.export;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.model.HuggingFaceFamily;

/** How positions follow from the mask of a consumer, which says for each place whether a token stands there. */
enum PositionCount {
    /** The place in the row, padding included (BERT, ModernBERT). */
    PLACES,
    /** The tokens before (RoBERTa). */
    TOKENS;

    static PositionCount of(EncoderConfig encoder) {
        return HuggingFaceFamily.of(encoder) == HuggingFaceFamily.ROBERTA ? TOKENS : PLACES;
    }
}
