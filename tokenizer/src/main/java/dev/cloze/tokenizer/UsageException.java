package dev.cloze.tokenizer;

/**
 * The user's mistake in a recipe, a path or a command line: shown as one line without a stack trace. The message has
 * the form {@code where: expected RULE, got VALUE}; a hint may follow the value after a semicolon.
 */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String where, String expected, String got) {
        super(Fault.text(where, expected, got));
    }

    private UsageException(String message, UsageException cause) {
        super(message, cause);
    }

    /** The same mistake, its place told more closely: {@code outer: where: expected RULE, got VALUE}. */
    public UsageException in(String outer) {
        return new UsageException(outer + ": " + getMessage(), this);
    }
}
