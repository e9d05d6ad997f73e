package dev.cloze.tokenizer.encode;

/**
 * A token that is looked for in the text before everything else.
 *
 * @param content how the text spells it
 * @param singleWord whether it counts only where no letter or digit stands beside it
 * @param leftStrip whether it swallows the white space before it
 * @param rightStrip whether it swallows the white space after it
 * @param normalized whether it is looked for in normalized text, itself normalized
 */
public record AddedToken(
        String content, int id, boolean singleWord, boolean leftStrip, boolean rightStrip, boolean normalized) {}
