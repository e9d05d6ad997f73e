package dev.cloze.corpora.clean;

import java.util.List;

/**
 * Gopher's repetition rules (Rae et al. 2021, appendix A.1.1, table A1): texts that say the same lines, paragraphs or
 * n-grams again and again. Lines and paragraphs are those of {@link TextIndex}: a text without blank lines is one
 * paragraph. Each list of limits begins with its shortest n-gram and goes up by one word.
 *
 * <p>An n-gram's characters are those of its words, with single spaces between them for the most frequent n-gram and
 * without for duplicates, which are counted as the reference code does: from left to right, an n-gram seen before is
 * counted and passed over whole. An n-gram that occurs once is no repetition, however short the text.
 *
 * @param mostDuplicateLines the greatest share of lines that stood before, the paper's 0.30
 * @param mostDuplicateParagraphs the greatest share of paragraphs that stood before, the paper's 0.30
 * @param mostDuplicateLineCharacters the greatest share of characters in such lines, the paper's 0.20
 * @param mostDuplicateParagraphCharacters the greatest share of characters in such paragraphs, the paper's 0.20
 * @param mostTopNgramCharacters the greatest share of characters in the most frequent n-gram, from 2 words on, the
 *     paper's 0.20, 0.18, 0.16
 * @param mostDuplicateNgramCharacters the greatest share of characters in duplicate n-grams, from 5 words on, the paper's
 *     0.15, 0.14, 0.13, 0.12, 0.11, 0.10
 */
public record GopherRepetition(
        double mostDuplicateLines,
        double mostDuplicateParagraphs,
        double mostDuplicateLineCharacters,
        double mostDuplicateParagraphCharacters,
        List<Double> mostTopNgramCharacters,
        List<Double> mostDuplicateNgramCharacters)
        implements Stage {
    public static final GopherRepetition DEFAULT = new GopherRepetition(
            0.30, 0.30, 0.20, 0.20, List.of(0.20, 0.18, 0.16), List.of(0.15, 0.14, 0.13, 0.12, 0.11, 0.10));

    private static final int SHORTEST_TOP = 2;
    private static final int SHORTEST_DUPLICATE = 5;

    public GopherRepetition {
        Check.share("mostDuplicateLines", mostDuplicateLines);
        Check.share("mostDuplicateParagraphs", mostDuplicateParagraphs);
        Check.share("mostDuplicateLineCharacters", mostDuplicateLineCharacters);
        Check.share("mostDuplicateParagraphCharacters", mostDuplicateParagraphCharacters);
        mostTopNgramCharacters = List.copyOf(mostTopNgramCharacters);
        mostDuplicateNgramCharacters = List.copyOf(mostDuplicateNgramCharacters);
        mostTopNgramCharacters.forEach(each -> Check.share("mostTopNgramCharacters", each));
        mostDuplicateNgramCharacters.forEach(each -> Check.share("mostDuplicateNgramCharacters", each));
    }

    @Override
    public String name() {
        return "gopher-repetition";
    }

    @Override
    public Outcome apply(TextIndex text) {
        double characters = Math.max(1, text.length());
        Repeats paragraphs = Repeats.ofParagraphs(text);
        if (paragraphs.share() > mostDuplicateParagraphs) {
            return text.removed(
                    "gopher-repetition.paragraphs",
                    "a share of at most " + mostDuplicateParagraphs,
                    paragraphs.share());
        }
        if (paragraphs.characters() / characters > mostDuplicateParagraphCharacters) {
            return text.removed(
                    "gopher-repetition.paragraph-characters",
                    "a share of at most " + mostDuplicateParagraphCharacters,
                    paragraphs.characters() / characters);
        }
        Repeats lines = Repeats.ofLines(text);
        if (lines.share() > mostDuplicateLines) {
            return text.removed("gopher-repetition.lines", "a share of at most " + mostDuplicateLines, lines.share());
        }
        if (lines.characters() / characters > mostDuplicateLineCharacters) {
            return text.removed(
                    "gopher-repetition.line-characters",
                    "a share of at most " + mostDuplicateLineCharacters,
                    lines.characters() / characters);
        }
        return byNgrams(text, characters);
    }

    private Outcome byNgrams(TextIndex text, double characters) {
        NgramRepeats ngrams = new NgramRepeats(text);
        int longest = Math.max(
                SHORTEST_TOP + mostTopNgramCharacters.size(), SHORTEST_DUPLICATE + mostDuplicateNgramCharacters.size());
        for (int n = SHORTEST_TOP; n < longest; n++) {
            ngrams.lengthen();
            if (n < SHORTEST_TOP + mostTopNgramCharacters.size()) {
                double limit = mostTopNgramCharacters.get(n - SHORTEST_TOP);
                double share = ngrams.charactersOfMostFrequent() / characters;
                if (share > limit) {
                    return text.removed("gopher-repetition.top-" + n + "-gram", "a share of at most " + limit, share);
                }
            }
            if (n >= SHORTEST_DUPLICATE && n < SHORTEST_DUPLICATE + mostDuplicateNgramCharacters.size()) {
                double limit = mostDuplicateNgramCharacters.get(n - SHORTEST_DUPLICATE);
                double share = ngrams.charactersOfDuplicates() / characters;
                if (share > limit) {
                    return text.removed(
                            "gopher-repetition.duplicate-" + n + "-grams", "a share of at most " + limit, share);
                }
            }
        }
        return text.kept();
    }
}
