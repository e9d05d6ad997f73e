package dev.cloze.trainer.recipe;

import dev.cloze.core.config.InvalidConfigException;

/** The rules that fields of several recipe records share. */
final class Require {
    private Require() {}

    static void that(boolean holds, String field, String expected, Object got) {
        if (!holds) {
            throw new InvalidConfigException(field, expected, got);
        }
    }

    static void name(String field, String value) {
        that(
                value.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}"),
                field,
                "up to 64 letters, digits, - and _, the first a letter or digit",
                value);
    }

    static void positive(String field, long value) {
        that(value > 0, field, "a positive whole number", value);
    }

    static void positive(String field, double value) {
        that(value > 0 && Double.isFinite(value), field, "a positive number", value);
    }

    static void notNegative(String field, long value) {
        that(value >= 0, field, "0 or a positive whole number", value);
    }

    static void notNegative(String field, double value) {
        that(value >= 0 && Double.isFinite(value), field, "0 or a positive number", value);
    }

    static void share(String field, double value) {
        that(value >= 0 && value <= 1, field, "a share from 0 to 1", value);
    }

    static void inside(String field, double value) {
        that(value > 0 && value < 1, field, "a number between 0 and 1", value);
    }
}
