package dev.cloze.tokenizer;

import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names for special tokens that no text can spell: each holds 128 random bits that live no longer than one tokenizer.
 * They are letters and digits only, so that every decoder hands them through unchanged. The random bits never reach an
 * id, a file or a decoded text.
 */
final class Blinds {
    private final String opening = "cloze" + UUID.randomUUID().toString().replace("-", "") + "x";
    private final Pattern anyName = Pattern.compile(opening + "([0-9]+)z");

    String name(int id) {
        return opening + id + "z";
    }

    /** The text with each blinded name replaced by the token's own. */
    String lifted(String text, List<String> tokens) {
        return anyName.matcher(text).replaceAll(match -> Matcher.quoteReplacement(token(match, tokens)));
    }

    private static String token(MatchResult match, List<String> tokens) {
        return tokens.get(Integer.parseInt(match.group(1)));
    }
}
