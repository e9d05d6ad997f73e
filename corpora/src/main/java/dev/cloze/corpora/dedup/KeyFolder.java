package dev.cloze.corpora.dedup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The files of one deduplication.
 *
 * @param rules part of every file's stamp
 * @param identity what the keys are made from, part of every file's stamp
 * @param memoryBytes most memory for a pass
 */
record KeyFolder(Path folder, DedupRules rules, String identity, long memoryBytes) {
    KeyFolder {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(identity, "identity");
    }

    /** One of the files. */
    enum Part {
        /** (high, low, document), sorted. */
        EXACT("exact.keys"),
        /** (place with the number of shingles, key of each band), in the order of the documents. */
        NEAR("near.keys"),
        /** (place with the number of the paragraph, hash), in the order of the documents. */
        PARAGRAPHS("paragraphs.keys"),
        /** Removals because of held-out texts. */
        LEAKS("leaks.removals"),
        EXACT_REMOVALS("exact.removals"),
        /** (kept document, removed exact duplicate), sorted. */
        EXACT_TWINS("exact-twins.keys"),
        /** Exact removals in favour of documents that are kept for good. */
        RESOLVED_REMOVALS("resolved.removals"),
        /** (key of a band, place), sorted. */
        BANDS("bands.keys"),
        /** (place of the later document, place of the earlier one), sorted. */
        PAIRS("pairs.keys"),
        NEAR_REMOVALS("near.removals"),
        /** (hash, place), sorted. */
        PARAGRAPH_PLACES("paragraph-places.keys"),
        /** (document, reason, other document), sorted: a result. */
        REMOVALS("all.removals"),
        /** (place, place of the first one), sorted: a result. */
        DROPS("paragraphs.removals");

        private final String file;

        Part(String file) {
            this.file = file;
        }

        Path in(Path folder) {
            return folder.resolve(file);
        }
    }

    Path path(Part part) {
        return part.in(folder);
    }

    long stamp(Part part) {
        return Hashing.mixed(Hashing.of(identity + '\n' + rules), Hashing.of(part.file));
    }

    /** Numbers in a record. */
    int width(Part part) {
        return switch (part) {
            case EXACT, LEAKS, EXACT_REMOVALS, RESOLVED_REMOVALS, NEAR_REMOVALS, REMOVALS -> 3;
            case NEAR -> 1 + rules.near().map(NearRule::bands).orElse(1);
            case PARAGRAPHS, EXACT_TWINS, BANDS, PAIRS, PARAGRAPH_PLACES, DROPS -> 2;
        };
    }

    KeyFileReader reader(Part part) throws IOException {
        return KeyFileReader.open(path(part), width(part), stamp(part));
    }

    KeyFileWriter writer(Part part) throws IOException {
        return new KeyFileWriter(path(part), width(part), stamp(part));
    }

    KeySorter sorter(Part part, KeySorter.Equals equals, long bytes) {
        return new KeySorter(path(part), width(part), stamp(part), equals, Math.max(bytes, KeySorter.LEAST_BYTES));
    }

    boolean isFinished(Part part) throws IOException {
        return KeyFileReader.isFinished(path(part), width(part), stamp(part));
    }

    void delete(Part... parts) throws IOException {
        for (Part part : parts) {
            Files.deleteIfExists(path(part));
        }
    }
}
