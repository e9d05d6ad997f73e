package dev.cloze.corpora.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that most of a corpus comes from. All are counted as long as there are few; when there are more than
 * {@value #MOST_KEPT}, the smaller half of those seen so far is put together as one: of a corpus of many small files none is large.
 */
public final class TopSources {
    static final int MOST_KEPT = 100_000;
    static final String OTHERS = "(others)";

    private static final int MOST_SHOWN = 20;

    private static final Comparator<Source> BY_SIZE =
            Comparator.comparingLong(Source::words).reversed().thenComparing(Source::source);

    private final int mostKept;
    private final Map<String, Source> sources = new HashMap<>();
    private Source others = new Source(OTHERS, 0, 0, 0);

    /** One file, or those put together. */
    public record Source(String source, long documents, long words, long bytes) {
        private Source plus(Source other) {
            return new Source(source, documents + other.documents, words + other.words, bytes + other.bytes);
        }
    }

    TopSources() {
        this(MOST_KEPT);
    }

    TopSources(int mostKept) {
        this.mostKept = mostKept;
    }

    void add(String source, long words, long bytes) {
        sources.merge(source, new Source(source, 1, words, bytes), Source::plus);
        if (sources.size() > mostKept) {
            List<Source> smallest = sources.values().stream()
                    .sorted(BY_SIZE.reversed())
                    .limit(mostKept / 2)
                    .toList();
            for (Source each : smallest) {
                sources.remove(each.source);
                others = others.plus(each);
            }
        }
    }

    /** The largest, then all others as one, if there are any. */
    List<Source> largest() {
        List<Source> sorted = sources.values().stream().sorted(BY_SIZE).toList();
        Source rest = others;
        for (Source each : sorted.subList(Math.min(MOST_SHOWN, sorted.size()), sorted.size())) {
            rest = rest.plus(each);
        }
        List<Source> shown = new ArrayList<>(sorted.subList(0, Math.min(MOST_SHOWN, sorted.size())));
        if (rest.documents > 0) {
            shown.add(rest);
        }
        return shown;
    }
}
