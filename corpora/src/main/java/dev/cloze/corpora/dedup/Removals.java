package dev.cloze.corpora.dedup;

import dev.cloze.corpora.dedup.KeyFolder.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a deduplication removes, on disk in the order of the documents: whole documents, and paragraphs of others. */
public final class Removals {
    private static final int SET_SHIFT = 39;

    private static final int REMOVAL_WIDTH = 3;
    private static final int DROP_WIDTH = 2;

    private final Path folder;

    private Removals(Path folder) {
        this.folder = folder;
    }

    /** The result of the deduplication that was finished in a folder. */
    public static Removals open(Path folder) {
        return new Removals(folder);
    }

    /** The number of a held-out document with that of its set. */
    static long heldOut(int set, long document) {
        return (long) set << SET_SHIFT | document;
    }

    static int heldOutSet(long other) {
        return (int) (other >>> SET_SHIFT);
    }

    static long heldOutDocument(long other) {
        return other & (1L << SET_SHIFT) - 1;
    }

    /** The removed documents, from the first one on. The caller closes it. */
    public RemovalCursor documents() throws IOException {
        return new RemovalCursor(KeyFileReader.open(Part.REMOVALS.in(folder), REMOVAL_WIDTH));
    }

    /** The dropped paragraphs of documents that are kept, from the first one on. The caller closes it. */
    public ParagraphCursor paragraphs() throws IOException {
        return new ParagraphCursor(KeyFileReader.open(Part.DROPS.in(folder), DROP_WIDTH));
    }

    /**
     * Counts all removals.
     *
     * @param examples most examples of each reason, the first ones
     */
    public RemovalCounts counts(int examples) throws IOException {
        Map<RemovalReason, Long> documents = new EnumMap<>(RemovalReason.class);
        Map<RemovalReason, List<RemovedDocument>> first = new EnumMap<>(RemovalReason.class);
        Map<Integer, Long> leakedDocuments = new TreeMap<>();
        Map<Integer, Set<Long>> leakedTexts = new TreeMap<>();
        try (RemovalCursor cursor = documents()) {
            for (Optional<RemovedDocument> next = cursor.next(); next.isPresent(); next = cursor.next()) {
                RemovedDocument removed = next.get();
                documents.merge(removed.reason(), 1L, Long::sum);
                List<RemovedDocument> list = first.computeIfAbsent(removed.reason(), reason -> new ArrayList<>());
                if (list.size() < examples) {
                    list.add(removed);
                }
                removed.heldOutSet().ifPresent(set -> {
                    leakedDocuments.merge(set, 1L, Long::sum);
                    leakedTexts.computeIfAbsent(set, key -> new HashSet<>()).add(removed.other());
                });
            }
        }
        Map<Integer, RemovalCounts.Leaked> leaks = new TreeMap<>();
        leakedDocuments.forEach((set, count) -> leaks.put(
                set, new RemovalCounts.Leaked(count, leakedTexts.get(set).size())));
        return paragraphCounts(documents, first, leaks);
    }

    private RemovalCounts paragraphCounts(
            Map<RemovalReason, Long> documents,
            Map<RemovalReason, List<RemovedDocument>> examples,
            Map<Integer, RemovalCounts.Leaked> leaks)
            throws IOException {
        long paragraphs = 0;
        long documentsWithDrops = 0;
        long last = -1; // none yet
        try (KeyFileReader drops = KeyFileReader.open(Part.DROPS.in(folder), DROP_WIDTH)) {
            while (drops.advance()) {
                long document = Place.document(drops.field(0));
                documentsWithDrops += document == last ? 0 : 1;
                last = document;
                paragraphs++;
            }
        }
        return new RemovalCounts(documents, examples, leaks, paragraphs, documentsWithDrops);
    }

    /**
     * A text without some of its paragraphs; empty if none is left.
     *
     * @param numbers the paragraphs, ascending, as {@link ParagraphCursor#of} gives them
     */
    public static String withoutParagraphs(String text, int... numbers) {
        StringBuilder left = new StringBuilder(text.length());
        int dropped = 0;
        int number = 0;
        for (int start = 0; start <= text.length(); number++) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed;
            if (dropped < numbers.length && numbers[dropped] == number) {
                dropped++;
            } else {
                left.append(text, start, end).append('\n');
            }
            start = end + 1;
        }
        left.setLength(Math.max(0, left.length() - 1));
        return left.toString();
    }
}
