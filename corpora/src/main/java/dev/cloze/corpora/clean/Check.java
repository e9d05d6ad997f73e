package dev.cloze.corpora.clean;

/** The rules that settings keep; a message names the field, the rule and the value. */
final class Check {
    private Check() {}

    /** A share of a whole, from 0 to 1. */
    static void share(String field, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(field + ": expected 0 to 1, got " + value);
        }
    }

    static void notNegative(String field, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(field + ": expected 0 or more, got " + value);
        }
    }

    static void range(String leastField, double least, String mostField, double most) {
        notNegative(leastField, least);
        if (!(most >= least)) {
            throw new IllegalArgumentException(
                    mostField + ": expected at least " + leastField + " " + least + ", got " + most);
        }
    }
}
