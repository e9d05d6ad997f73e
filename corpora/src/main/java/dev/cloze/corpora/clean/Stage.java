package dev.cloze.corpora.clean;

import dev.cloze.corpora.Document;

/**
 * One named step of cleaning: a record of its settings, and a pure function of a text. Any thread may use it. No text
 * makes it throw, with lone surrogates or without.
 */
public sealed interface Stage
        permits BlockedWords,
                EncodingRepair,
                CanonicalForm,
                PlainCharacters,
                MarkupRemoval,
                LengthLimits,
                GopherRepetition,
                GopherQuality,
                C4Rules,
                FineWebRules,
                LanguageFilter,
                PersonalData {
    /** The step's name in recipes and reports, the first part of its reasons. */
    String name();

    /** What becomes of a text. */
    Outcome apply(TextIndex text);

    /** What becomes of a document's text. */
    default Outcome apply(Document document) {
        return apply(new TextIndex(document.text()));
    }
}
