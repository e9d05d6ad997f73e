package dev.cloze.corpora.clean;

/**
 * What a stage has changed in a text, for one reason.
 *
 * @param reason the stable name of the rule, {@code stage.rule}
 * @param count how often it was found
 * @param characters the UTF-16 units that were removed or replaced
 * @param sample the first place, to look at: short, in one line, invisible characters escaped; personal data is masked
 */
public record Finding(String reason, long count, long characters, String sample) {}
