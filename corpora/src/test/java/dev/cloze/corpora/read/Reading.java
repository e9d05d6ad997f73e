package dev.cloze.corpora.read;

import dev.cloze.corpora.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All documents of some inputs and what was found on the way. */
record Reading(List<Document> documents, ReadTally tally, int records) {
    static Reading of(ReadSettings settings, Path... inputs) throws IOException {
        return of(CorpusReader.open(List.of(inputs).stream().map(Path::toString).toList(), settings)
                .records());
    }

    static Reading of(Path... inputs) throws IOException {
        return of(ReadSettings.DEFAULT, inputs);
    }

    static Reading of(RawRecords opened) throws IOException {
        List<Document> documents = new ArrayList<>();
        int count = 0;
        try (RawRecords records = opened) {
            for (Optional<RawRecord> record = records.next(); record.isPresent(); record = records.next()) {
                Extracted extracted = record.get().extract();
                documents.addAll(extracted.documents());
                records.tally().add(extracted);
                count++;
            }
            return new Reading(documents, records.tally(), count);
        }
    }

    List<String> texts() {
        return documents.stream().map(Document::text).toList();
    }

    List<String> sources() {
        return documents.stream().map(Document::source).toList();
    }

    List<String> findings(ReadReason reason) {
        return tally.examples().getOrDefault(reason, List.of()).stream()
                .map(ReadFinding::toString)
                .toList();
    }
}
