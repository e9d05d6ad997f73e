package dev.cloze.corpora.read;

import dev.cloze.corpora.Document;
import java.util.List;
import java.util.Map;

/**
 * What became of a raw record.
 *
 * @param documents its documents in order
 * @param findings what of it did not become a document as it stood
 * @param charsets how many texts were decoded by which charset and why
 */
public record Extracted(List<Document> documents, List<ReadFinding> findings, Map<String, Long> charsets) {
    public Extracted {
        documents = List.copyOf(documents);
        findings = List.copyOf(findings);
        charsets = Map.copyOf(charsets);
    }

    /** The findings alone, when the documents have gone their way. */
    public Extracted withoutDocuments() {
        return new Extracted(List.of(), findings, charsets);
    }
}
