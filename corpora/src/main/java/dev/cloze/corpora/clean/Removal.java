package dev.cloze.corpora.clean;

/**
 * Why a document was removed.
 *
 * @param reason the stable name of the rule, {@code stage.rule}
 * @param expected the rule with its limit
 * @param got the value measured
 * @param sample what of the text to look at: the place that broke the rule if there is one, else the beginning
 */
public record Removal(String reason, String expected, String got, String sample) {
    @Override
    public String toString() {
        return reason + ": expected " + expected + ", got " + got;
    }
}
