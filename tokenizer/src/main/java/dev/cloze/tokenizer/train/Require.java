package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks of the options of trainers. */
final class Require {
    private Require() {}

    static void positive(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + ": expected 1 or more, got " + value);
        }
    }

    /**
     * Special tokens that can all get an id.
     *
     * @throws UsageException if one is empty or given twice
     */
    static void specialTokens(List<String> specialTokens) {
        Set<String> seen = new HashSet<>();
        for (String token : specialTokens) {
            if (token.isEmpty()) {
                throw new UsageException("specialTokens", "no empty token", "" + specialTokens);
            }
            if (!seen.add(token)) {
                throw new UsageException("specialTokens", "each once", token + " again");
            }
        }
    }
}
