package dev.cloze.trainer.evaluate;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.evaluate.FrequencyBands.BandScore;
import java.util.List;
import java.util.Optional;

/**
 * What a model reaches on a text, in figures for people and files.
 *
 * @param loss mean cross-entropy of the masked tokens, in nats
 * @param accuracy share of the masked tokens that the model holds most probable
 * @param bitsPerByte the loss of the masked tokens in bits, over the bytes of text that they stand for
 * @param masked how many tokens were asked for
 * @param bands the same by the tokens' frequency in the training text; none where that is not known
 */
public record HeldOutFigures(double loss, double accuracy, double bitsPerByte, long masked, List<BandScore> bands) {
    public HeldOutFigures {
        bands = List.copyOf(bands);
    }

    /**
     * The figures of a score.
     *
     * <p>Bits per byte are those of Gao et al. (2020, section 3.1), nats / ln 2 / bytes, for the masked tokens alone: their
     * bytes are their share of all bytes that the text's tokens spell, times the bytes of the text as it was read. White
     * space, unknown tokens and what a normalizer drops, which no token is asked for, so count for all tokens alike; if every
     * token were asked for, the bytes would be the text's. Models with different vocabularies can be compared by it. It is
     * no size to which the text could be compressed: the model sees both sides of a masked token.
     *
     * <p>The pseudo-perplexity ({@link PseudoPerplexity}) asks for every token, always hidden and alone. Here the model sees
     * less of the text, but a tenth of the masked tokens stand as they were, and a tenth are replaced: either number may be the
     * higher one.
     */
    public static HeldOutFigures of(
            HeldOutEvaluation.Score score, TextSize text, Tokenizer tokenizer, Optional<FrequencyBands> bands) {
        TokenSums sums = score.tokens();
        double nats = 0;
        long spelled = 0;
        for (int id = 0; id < Math.min(sums.size(), tokenizer.vocabularySize()); id++) {
            nats += sums.nats(id);
            spelled += sums.asked(id) * tokenizer.textBytes(id);
        }
        return new HeldOutFigures(
                score.heldOutLoss(),
                score.heldOutAccuracy(),
                nats / Math.log(2) / (spelled * text.bytesPerSpelled()),
                score.masked(),
                bands.map(some -> some.scores(sums)).orElse(List.of()));
    }
}
