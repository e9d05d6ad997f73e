package dev.cloze.trainer.run;

import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.evaluate.FrequencyBands;
import dev.cloze.trainer.evaluate.FrequencyBands.BandScore;
import dev.cloze.trainer.evaluate.HeldOutFigures;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.evaluate.TextSize;
import dev.cloze.trainer.evaluate.TokenCounts;
import dev.cloze.trainer.observe.MetricsLog.Evaluation;
import dev.cloze.trainer.observe.MetricsLog.SetScore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is evaluated on.
 *
 * @param own the held-out part of its corpus
 * @param sets other texts by name, scored at every evaluation
 * @param sources the held-out part of each source of a mixture by itself, scored at the end
 * @param sentences a few of its own text, with a word hidden
 * @param counts of the training text's tokens, which make the bands
 */
record HeldOut(
        Text own,
        Map<String, Text> sets,
        Map<String, Text> sources,
        List<FilledSentences.Question> sentences,
        Tokenizer tokenizer,
        TokenCounts counts,
        FrequencyBands bands) {
    /** Questions about a text, and its size. */
    record Text(HeldOutSet questions, TextSize size) {}

    /** How the model stands on a text. */
    HeldOutFigures figures(Learner learner, Text text) {
        return HeldOutFigures.of(learner.score(text.questions()), text.size(), tokenizer, Optional.of(bands));
    }

    /** How it stands on each of several. */
    Map<String, HeldOutFigures> figures(Learner learner, Map<String, Text> texts) {
        Map<String, HeldOutFigures> figures = new LinkedHashMap<>();
        texts.forEach((name, text) -> figures.put(name, figures(learner, text)));
        return figures;
    }

    /** The line of the log. */
    static Evaluation line(long step, HeldOutFigures own, Map<String, HeldOutFigures> sets) {
        Map<String, SetScore> lines = new LinkedHashMap<>();
        sets.forEach((name, one) -> lines.put(name, new SetScore(one.loss(), one.accuracy(), one.bitsPerByte())));
        List<BandScore> bands = own.bands();
        return new Evaluation(
                step,
                own.loss(),
                own.accuracy(),
                own.bitsPerByte(),
                bands.stream().map(BandScore::loss).toList(),
                bands.stream().map(BandScore::accuracy).toList(),
                lines);
    }
}
