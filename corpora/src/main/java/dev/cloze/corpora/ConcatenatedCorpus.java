package dev.cloze.corpora;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Several corpora one after another, as one. */
public final class ConcatenatedCorpus implements Corpus {
    private final List<Corpus> parts;

    public ConcatenatedCorpus(List<? extends Corpus> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public DocumentSource open() {
        return new ConcatenatedSource(
                parts.stream()
                        .map(part -> (ConcatenatedSource.Opening) part::open)
                        .toList(),
                ReadCounts.NONE);
    }

    @Override
    public Fingerprint fingerprint(Fingerprint known) throws IOException {
        List<String> readings = new ArrayList<>();
        List<Fingerprint.Input> inputs = new ArrayList<>();
        for (Corpus part : parts) {
            Fingerprint fingerprint = part.fingerprint(known);
            readings.add(fingerprint.reading());
            inputs.addAll(fingerprint.inputs());
        }
        return new Fingerprint(String.join("; ", readings), inputs);
    }
}
