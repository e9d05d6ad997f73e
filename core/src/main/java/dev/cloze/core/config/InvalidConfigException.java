package dev.cloze.core.config;

/** A value that a configuration record refuses; whoever read the record from a file knows the path before the field. */
public final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String expected;
    private final String got;

    public InvalidConfigException(String field, String expected, Object got) {
        super(field + ": expected " + expected + ", got " + got);
        this.field = field;
        this.expected = expected;
        this.got = String.valueOf(got);
    }

    /** The record's field at fault. */
    public String field() {
        return field;
    }

    /** The rule that the value breaks. */
    public String expected() {
        return expected;
    }

    /** The value, as text. */
    public String got() {
        return got;
    }
}
