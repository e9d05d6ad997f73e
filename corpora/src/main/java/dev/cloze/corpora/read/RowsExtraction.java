package dev.cloze.corpora.read;

import java.util.List;

/** Texts that their cutter has taken out of a file already: the strings of a JSON document, the rows of a Parquet file. */
final class RowsExtraction implements Extraction {
    private final List<String> texts;
    private final long first;
    private final String noun;
    private final Markup markup;

    /**
     * Some texts.
     *
     * @param first the number of the first, from 1
     * @param noun what is numbered, such as {@code row}
     */
    RowsExtraction(List<String> texts, long first, String noun, Markup markup) {
        this.texts = List.copyOf(texts);
        this.first = first;
        this.noun = noun;
        this.markup = markup;
    }

    /** The size of the texts, two bytes a character at most. */
    int bytes() {
        return texts.stream().mapToInt(String::length).sum();
    }

    @Override
    public void extract(RawRecord record, Gathering gathering) {
        for (int i = 0; i < texts.size(); i++) {
            String source = record.source() + ":" + noun + " " + (first + i);
            gathering.add(source, 0, FieldText.of(texts.get(i), markup));
        }
    }
}
