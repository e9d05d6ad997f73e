package dev.cloze.corpora.dedup;

import dev.cloze.corpora.dedup.KeyFolder.Part;
import java.io.IOException;

/** The near duplicates among the documents that are not removed already: candidates, then true similarities. */
final class NearDuplicates {
    private final KeyFolder files;
    private final NearRule rule;

    NearDuplicates(KeyFolder files, NearRule rule) {
        this.files = files;
        this.rule = rule;
    }

    /** Writes the pairs of documents that share a band, each later document with the bucket's representatives. */
    void writePairs() throws IOException {
        if (files.isFinished(Part.PAIRS)) {
            return;
        }
        writeBands();
        long[] representatives = new long[rule.representatives()];
        try (KeyFileReader bands = files.reader(Part.BANDS);
                KeySorter pairs = files.sorter(Part.PAIRS, KeySorter.Equals.MERGED, files.memoryBytes())) {
            long key = 0;
            int count = 0;
            while (bands.advance()) {
                if (bands.field(0) != key) {
                    key = bands.field(0);
                    count = 0;
                }
                long place = bands.field(1);
                for (int i = 0; i < count; i++) {
                    pairs.add(place, representatives[i]);
                }
                if (count < representatives.length) {
                    representatives[count++] = place;
                }
            }
            pairs.finish();
        }
        files.delete(Part.BANDS);
    }

    private void writeBands() throws IOException {
        if (files.isFinished(Part.BANDS)) {
            return;
        }
        try (KeyFileReader keys = files.reader(Part.NEAR);
                RemovalCursor removals = new RemovalCursor(files.reader(Part.EXACT_REMOVALS));
                KeySorter bands = files.sorter(Part.BANDS, KeySorter.Equals.KEPT, files.memoryBytes())) {
            while (keys.advance()) {
                long place = keys.field(0);
                if (!removals.isRemoved(Place.document(place))) {
                    for (int band = 1; band <= rule.bands(); band++) {
                        bands.add(keys.field(band), place);
                    }
                }
            }
            bands.finish();
        }
    }

    /** Compares the pairs and writes the removals. */
    void compare(DocumentTexts texts, int threads) throws IOException {
        try (KeyFileReader pairs = files.reader(Part.PAIRS);
                KeyFileWriter removals = files.writer(Part.NEAR_REMOVALS);
                PairComparison comparison = new PairComparison(rule, texts, removals, files.memoryBytes(), threads)) {
            while (pairs.advance()) {
                comparison.add(pairs.field(0), pairs.field(1));
            }
            comparison.finish();
            removals.finish();
        }
    }
}
