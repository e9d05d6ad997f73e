package dev.cloze.core.attention;

import java.util.OptionalInt;

/**
 * The operands of one attention node as the script names them: q, k, v are BHTK, documents BT.
 *
 * @param reach how many places away a token sees at most; empty for its whole document
 * @param scale what the scores are multiplied with
 * @param dropout the rate at which probabilities are dropped; 0 in a method that does not train
 */
public record AttentionCall(
        String q, String k, String v, String documents, OptionalInt reach, double scale, double dropout) {}
