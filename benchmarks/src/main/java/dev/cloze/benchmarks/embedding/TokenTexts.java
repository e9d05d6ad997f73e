package dev.cloze.benchmarks.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Made-up texts as tokens, without special ones around them. */
final class TokenTexts {
    /** The first of MiniLM's tokens that is a letter or word; all later ones are text. */
    private static final int FIRST = 1000;

    private static final int VOCABULARY = 30_522;

    private TokenTexts() {}

    /** As many texts as lengths, each with so many tokens; the same at each call. */
    static List<int[]> of(int... lengths) {
        SplittableRandom random = new SplittableRandom(7);
        List<int[]> texts = new ArrayList<>();
        for (int length : lengths) {
            texts.add(random.ints(length, FIRST, VOCABULARY).toArray());
        }
        return texts;
    }
}
