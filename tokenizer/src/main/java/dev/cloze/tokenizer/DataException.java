package dev.cloze.tokenizer;

import java.io.IOException;

/**
 * Damaged data: a file or stream that is not what it should be. The message has one form everywhere,
 * {@code where: expected RULE, got VALUE}, where {@code where} is a path with its line, offset or key.
 */
public final class DataException extends IOException {
    private static final long serialVersionUID = 1L;

    public DataException(String where, String expected, String got) {
        super(Fault.text(where, expected, got));
    }

    public DataException(String where, String expected, String got, Throwable cause) {
        super(Fault.text(where, expected, got), cause);
    }

    private DataException(String message, DataException cause) {
        super(message, cause);
    }

    /** The same damage, its place told more closely: {@code outer: where: expected RULE, got VALUE}. */
    public DataException in(String outer) {
        return new DataException(outer + ": " + getMessage(), this);
    }
}
