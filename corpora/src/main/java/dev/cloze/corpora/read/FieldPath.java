package dev.cloze.corpora.read;

import java.util.List;
import java.util.Optional;

/**
 * Where in a value the text is: names joined by dots, {@code *} for any one name and {@code **} for any number of them,
 * none included. Arrays are looked through. A set of places on the way is the bits of a long: bit <i>i</i> says that the
 * first <i>i</i> segments have been matched.
 */
final class FieldPath {
    /** The names under which text is found where the user names none, the first that there is. */
    static final List<String> CANDIDATES =
            List.of("text", "content", "body", "raw_content", "article", "document", "documentation", "abstract");

    private static final String ANY = "*";
    private static final String ANY_DEPTH = "**";
    private static final int MOST_SEGMENTS = 60;

    private final List<String> segments;

    private FieldPath(List<String> segments) {
        this.segments = segments;
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if it is none
     */
    static FieldPath of(String path) {
        List<String> segments = List.of(path.split("\\.", -1));
        if (segments.size() > MOST_SEGMENTS || segments.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("field: expected names joined by dots, got " + path);
        }
        return new FieldPath(segments);
    }

    /** The place before the first name. */
    long start() {
        return closed(1);
    }

    /** The places that a name leads to; 0 if the path does not lead through it. */
    long into(long places, String name) {
        long next = 0;
        for (int i = 0; i < segments.size(); i++) {
            if ((places & 1L << i) != 0) {
                String segment = segments.get(i);
                if (segment.equals(ANY_DEPTH)) {
                    next |= 1L << i;
                } else if (segment.equals(ANY) || segment.equals(name)) {
                    next |= 1L << (i + 1);
                }
            }
        }
        return closed(next);
    }

    /** Whether the path ends here. */
    boolean endsAt(long places) {
        return (places & 1L << segments.size()) != 0;
    }

    /** Whether the path can lead further from here. */
    boolean goesOnFrom(long places) {
        return (places & ~(1L << segments.size())) != 0;
    }

    /** The number of a column, from 1, if the path is one. */
    Optional<Integer> column() {
        String first = segments.get(0);
        boolean number = segments.size() == 1
                && first.length() < 5
                && first.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(first) > 0;
        return number ? Optional.of(Integer.parseInt(first)) : Optional.empty();
    }

    /** The path as it was written. */
    @Override
    public String toString() {
        return String.join(".", segments);
    }

    /** {@code **} matches no name too. */
    private long closed(long places) {
        long closed = places;
        for (int i = 0; i < segments.size(); i++) {
            if ((closed & 1L << i) != 0 && segments.get(i).equals(ANY_DEPTH)) {
                closed |= 1L << (i + 1);
            }
        }
        return closed;
    }
}
