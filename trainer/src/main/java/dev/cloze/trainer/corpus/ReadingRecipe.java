package dev.cloze.trainer.corpus;

import dev.cloze.corpora.read.Format;
import dev.cloze.corpora.read.Markup;
import dev.cloze.corpora.read.ReadSettings;
import dev.cloze.corpora.read.Unit;
import java.util.Optional;

/**
 * How inputs become documents.
 *
 * @param format the format of every input; left out, each is told by its content
 * @param field where the text of a record is, as {@code page.text}; left out, the first of the usual names
 * @param markup what the text of a field is
 * @param documents what of a plain text becomes a document: files or lines
 * @param maxDocumentBytes a longer document is divided at the end of a paragraph
 * @param strict whether a record that cannot be read stops the build
 */
public record ReadingRecipe(
        Optional<Format> format,
        Optional<String> field,
        Markup markup,
        Unit documents,
        int maxDocumentBytes,
        boolean strict) {

    ReadSettings settings() {
        return new ReadSettings(format, field, markup, documents, maxDocumentBytes, strict);
    }
}
