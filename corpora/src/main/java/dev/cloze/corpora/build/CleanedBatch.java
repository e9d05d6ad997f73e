package dev.cloze.corpora.build;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.clean.Cleaning;
import dev.cloze.corpora.clean.Funnel;
import dev.cloze.corpora.read.Extracted;
import dev.cloze.corpora.read.RawRecord;
import dev.cloze.corpora.read.ReadReport;
import dev.cloze.corpora.store.PackedDocuments;
import java.util.ArrayList;
import java.util.List;

/**
 * Some raw records on their way to documents.
 *
 * @param documents what is left of them, in order
 * @param found what extraction found, record by record
 * @param funnel what the stages did
 */
record CleanedBatch(RawBatch raw, PackedDocuments documents, List<Extracted> found, Funnel funnel) {

    /**
     * Records as they were cut.
     *
     * @param tally what the cutting found since the batch before
     * @param bytesRead how far the reading had come, in bytes on the disk
     * @param nextInput the input of the last record
     * @param nextRecord how many of that input's records have been cut
     * @param isLast whether the inputs end here
     */
    record RawBatch(
            List<RawRecord> records, ReadReport tally, long bytesRead, int nextInput, long nextRecord, boolean isLast) {
        long bytes() {
            return records.stream().mapToLong(RawRecord::bytes).sum();
        }
    }

    /** Extracts, cleans and packs: a pure function of the batch. */
    static CleanedBatch of(RawBatch raw, Cleaning cleaning) {
        List<Document> documents = new ArrayList<>();
        List<Extracted> found = new ArrayList<>();
        Funnel funnel = cleaning.funnel();
        for (RawRecord record : raw.records()) {
            Extracted extracted = record.extract();
            for (Document document : extracted.documents()) {
                cleaning.clean(document, funnel).ifPresent(documents::add);
            }
            found.add(extracted.withoutDocuments());
        }
        return new CleanedBatch(raw, PackedDocuments.of(documents), found, funnel);
    }
}
