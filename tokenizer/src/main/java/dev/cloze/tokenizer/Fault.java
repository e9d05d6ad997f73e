package dev.cloze.tokenizer;

/** The one form of every message about bad input. */
final class Fault {
    private Fault() {}

    static String text(String where, String expected, String got) {
        return where + ": expected " + expected + ", got " + got;
    }
}
