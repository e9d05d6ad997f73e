package dev.cloze.corpora.dedup;

import dev.cloze.corpora.dedup.KeyFolder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The deduplication of one sequence of documents, in a work folder of its own: first their keys are written, then {@link
 * #removals} says what is to go. Each file that a killed run has finished is used again, if it was made from the same.
 *
 * <p>Memory: the bound, twice for moments, and one bit for each document if near duplicates are sought. Disk, while
 * it runs: about {@code 32 + 40 * bands} bytes a document (592 with 14 bands), 32 for each pair of candidates and 48
 * for each long paragraph; the result takes 24 bytes a removed document and 16 a dropped paragraph.
 */
public final class Deduplication {
    private final KeyFolder files;
    private final int threads;

    /**
     * A deduplication.
     *
     * @param folder made if it is missing; nothing else may lie in it
     * @param identity what the documents are and what they were held against: another identity is another deduplication
     * @param memoryBytes most memory; 256 KiB at least. Two documents are compared even if they take more
     * @param threads threads that compare texts
     */
    public Deduplication(Path folder, DedupRules rules, String identity, long memoryBytes, int threads)
            throws IOException {
        if (memoryBytes < 4 * KeySorter.LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "memoryBytes: expected " + 4 * KeySorter.LEAST_BYTES + " or more, got " + memoryBytes);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected 1 or more, got " + threads);
        }
        files = new KeyFolder(Files.createDirectories(folder), rules, identity, memoryBytes);
        this.threads = threads;
    }

    /** Whether all keys are there, so that no document needs to be read for them. */
    public boolean hasKeys() throws IOException {
        return hasResult() || hasKeyFiles();
    }

    private boolean hasKeyFiles() throws IOException {
        return areFinished(Part.NEAR, Part.PARAGRAPHS, Part.LEAKS, Part.EXACT);
    }

    private boolean hasResult() throws IOException {
        return areFinished(Part.REMOVALS, Part.DROPS);
    }

    private boolean areFinished(Part... parts) throws IOException {
        for (Part part : parts) {
            if (!files.isFinished(part)) {
                return false;
            }
        }
        return true;
    }

    /** Starts the keys, anew: whatever lies in the folder is deleted. */
    public KeyWriter startKeys() throws IOException {
        files.delete(Part.values());
        deleteTemporary();
        return new KeyWriter(files);
    }

    /** What a killed process has not finished. */
    private void deleteTemporary() throws IOException {
        try (Stream<Path> all = Files.list(files.folder())) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (name.contains(KeySorter.RUN) || name.endsWith(".part")) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * What is to be removed. The files of keys are deleted when it is known; asked again, the same is given.
     *
     * @throws dev.cloze.tokenizer.DataException if a file of keys is damaged
     */
    public Removals removals(DocumentTexts texts) throws IOException {
        if (!hasResult()) {
            if (!hasKeyFiles()) {
                throw new IllegalArgumentException(files.folder() + ": expected the keys of all documents, got none");
            }
            deleteTemporary();
            exactDuplicates();
            nearDuplicates(texts);
            resolveExactDuplicates();
            allRemovals();
            paragraphs();
        }
        for (Part part : Part.values()) {
            if (part != Part.REMOVALS && part != Part.DROPS) {
                files.delete(part);
            }
        }
        return Removals.open(files.folder());
    }

    private void exactDuplicates() throws IOException {
        if (files.isFinished(Part.EXACT_REMOVALS)) {
            return;
        }
        try (KeyFileReader keys = files.reader(Part.EXACT);
                KeySorter removals = files.sorter(Part.EXACT_REMOVALS, KeySorter.Equals.KEPT, files.memoryBytes())) {
            long high = 0;
            long low = 0;
            long kept = -1; // none yet
            while (keys.advance()) {
                if (kept >= 0 && keys.field(0) == high && keys.field(1) == low) {
                    removals.add(keys.field(2), RemovalReason.EXACT_DUPLICATE.code(), kept);
                } else {
                    high = keys.field(0);
                    low = keys.field(1);
                    kept = keys.field(2);
                }
            }
            removals.finish();
        }
    }

    private void nearDuplicates(DocumentTexts texts) throws IOException {
        if (files.isFinished(Part.NEAR_REMOVALS)) {
            return;
        }
        if (files.rules().near().isEmpty()) {
            try (KeyFileWriter none = files.writer(Part.NEAR_REMOVALS)) {
                none.finish();
            }
            return;
        }
        NearDuplicates near = new NearDuplicates(files, files.rules().near().get());
        near.writePairs();
        near.compare(texts, threads);
        files.delete(Part.PAIRS);
    }

    /**
     * Where the document that is kept of equal ones is a near duplicate itself, its equals are too, and of the same
     * document.
     */
    private void resolveExactDuplicates() throws IOException {
        if (files.isFinished(Part.RESOLVED_REMOVALS)) {
            return;
        }
        try (KeyFileReader exact = files.reader(Part.EXACT_REMOVALS);
                KeySorter twins = files.sorter(Part.EXACT_TWINS, KeySorter.Equals.KEPT, files.memoryBytes())) {
            while (exact.advance()) {
                twins.add(exact.field(2), exact.field(0));
            }
            twins.finish();
        }
        try (KeyFileReader twins = files.reader(Part.EXACT_TWINS);
                RemovalCursor near = new RemovalCursor(files.reader(Part.NEAR_REMOVALS));
                KeySorter resolved = files.sorter(Part.RESOLVED_REMOVALS, KeySorter.Equals.KEPT, files.memoryBytes())) {
            while (twins.advance()) {
                long kept = twins.field(0);
                if (near.isRemoved(kept)) {
                    resolved.add(twins.field(1), RemovalReason.NEAR_DUPLICATE.code(), near.other());
                } else {
                    resolved.add(twins.field(1), RemovalReason.EXACT_DUPLICATE.code(), kept);
                }
            }
            resolved.finish();
        }
        files.delete(Part.EXACT_TWINS);
    }

    private void allRemovals() throws IOException {
        if (!files.isFinished(Part.REMOVALS)) {
            List<KeySorter.Source> sources = Stream.of(Part.LEAKS, Part.RESOLVED_REMOVALS, Part.NEAR_REMOVALS)
                    .map(part -> new KeySorter.Source(files.path(part), files.stamp(part)))
                    .toList();
            KeySorter.merge(
                    sources,
                    files.path(Part.REMOVALS),
                    files.width(Part.REMOVALS),
                    files.stamp(Part.REMOVALS),
                    KeySorter.Equals.KEPT);
        }
    }

    private void paragraphs() throws IOException {
        if (!files.isFinished(Part.PARAGRAPH_PLACES)) {
            try (KeyFileReader keys = files.reader(Part.PARAGRAPHS);
                    RemovalCursor removals = new RemovalCursor(files.reader(Part.REMOVALS));
                    KeySorter sorter =
                            files.sorter(Part.PARAGRAPH_PLACES, KeySorter.Equals.KEPT, files.memoryBytes())) {
                while (keys.advance()) {
                    if (!removals.isRemoved(Place.document(keys.field(0)))) {
                        sorter.add(keys.field(1), keys.field(0));
                    }
                }
                sorter.finish();
            }
        }
        try (KeyFileReader keys = files.reader(Part.PARAGRAPH_PLACES);
                KeySorter drops = files.sorter(Part.DROPS, KeySorter.Equals.KEPT, files.memoryBytes())) {
            long hash = 0;
            long first = -1; // none yet
            while (keys.advance()) {
                if (first >= 0 && keys.field(0) == hash) {
                    drops.add(keys.field(1), first);
                } else {
                    hash = keys.field(0);
                    first = keys.field(1);
                }
            }
            drops.finish();
        }
        files.delete(Part.PARAGRAPH_PLACES);
    }
}
