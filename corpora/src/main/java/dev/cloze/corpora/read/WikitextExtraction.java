package dev.cloze.corpora.read;

/** An article of a wiki as one document. */
final class WikitextExtraction implements Extraction {
    @Override
    public void extract(RawRecord record, Gathering gathering) {
        DecodedText decoded = DecodedText.of(record.content(), record.charset());
        if (gathering.accept(record.source(), decoded)) {
            gathering.add(record.source(), 0, Wikitext.text(decoded.text()));
        }
    }
}
