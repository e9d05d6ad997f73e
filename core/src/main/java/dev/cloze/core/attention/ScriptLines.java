package dev.cloze.core.attention;

import dev.cloze.core.graph.Precision;
import java.util.function.Supplier;

/** Where a kernel puts the statements that come before its result. */
public interface ScriptLines {
    /** Adds {@code name = expression} under a free name near the one proposed, which is returned. */
    String assign(String name, String expression);

    /** As {@link #assign}, but a second call with the same name in one method gives the first one's variable. */
    String once(String name, String expression);

    /**
     * The variable that the statements set, which are written where the name comes first in one method; a second call with
     * the same name gives the first one's variable.
     */
    String once(String name, Supplier<String> statements);

    /** A name near the one proposed that no variable has, for {@link #statement}. */
    String free(String name);

    /** Adds a line as it is, indented if it stands in a loop or a branch. */
    void statement(String line);

    /** The expression of dropout on a variable, as float32. */
    String dropout(String variable, double rate);

    /** An expression's numbers in a format. */
    static String cast(String expression, Precision precision) {
        return "torch.to(" + expression + ", " + precision.scalarType() + ")";
    }
}
