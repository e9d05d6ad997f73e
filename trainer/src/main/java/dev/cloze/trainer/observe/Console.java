package dev.cloze.trainer.observe;

import java.util.Locale;
import java.util.function.Consumer;

/** Lines for a person: a stage's name in its column, then what there is to say. */
public final class Console {
    private final Consumer<String> lines;

    /** A console that hands on each line, without its line end. */
    public Console(Consumer<String> lines) {
        this.lines = lines;
    }

    /** A line of a stage; the format is {@link String#format}'s, in the root locale. */
    public void line(String stage, String format, Object... arguments) {
        lines.accept(String.format(Locale.ROOT, "%-10s %s", stage, String.format(Locale.ROOT, format, arguments)));
    }

    /** An empty line. */
    public void gap() {
        lines.accept("");
    }

    /** A time as {@code 3:07} or {@code 1:03:07}. */
    public static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
