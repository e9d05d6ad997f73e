package dev.cloze.core.attention;

/** Where a kernel puts the statements that come before its result. */
public interface ScriptLines {
    /** Adds {@code name = expression} under a free name near the one proposed, which is returned. */
    String assign(String name, String expression);

    /** As {@link #assign}, but a second call with the same name in one method gives the first one's variable. */
    String once(String name, String expression);

    /** The expression of dropout on a variable. */
    String dropout(String variable, double rate);
}
