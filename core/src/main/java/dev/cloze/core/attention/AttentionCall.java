package dev.cloze.core.attention;

import dev.cloze.core.graph.Precision;
import java.util.OptionalInt;

/**
 * The operands of one attention node as the script has them: q, k, v are BHTK, documents BT.
 *
 * @param reach how many places away a token sees at most; empty for its whole document
 * @param scale what the scores are multiplied with
 * @param dropout the rate at which probabilities are dropped; 0 in a method that does not train
 * @param precision the format of q, k, v and the result; probabilities and their sums are float32
 */
public record AttentionCall(
        String q,
        String k,
        String v,
        String documents,
        OptionalInt reach,
        double scale,
        double dropout,
        Precision precision) {

    /** What is added to a score that does not count: far below any score, and a number of the call's format. */
    String farBelow() {
        return precision == Precision.FLOAT16 ? "-3.0e4" : "-1.0e30";
    }

    /** An expression of the call's format as float32. */
    String widened(String expression) {
        return precision == Precision.FLOAT32 ? expression : ScriptLines.cast(expression, Precision.FLOAT32);
    }

    /** An expression of float32 in the call's format. */
    String narrowed(String expression) {
        return precision == Precision.FLOAT32 ? expression : ScriptLines.cast(expression, precision);
    }
}
