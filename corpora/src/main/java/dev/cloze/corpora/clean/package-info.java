/**
 * Cleaning: what is done to a document between reading and deduplication. A {@link dev.cloze.corpora.clean.Stage} is one
 * named step, a record of its settings and a pure function of a text; a {@link dev.cloze.corpora.clean.Cleaning} is the
 * list of them that a document goes through; a {@link dev.cloze.corpora.clean.Funnel} counts what went into and came out
 * of each, with reasons and examples. Nothing is changed or removed without a {@link dev.cloze.corpora.clean.Finding} or
 * a {@link dev.cloze.corpora.clean.Removal} that says why.
 *
 * <pre>
 * repair              EncodingRepair    UTF-8 that was read as another encoding, bytes that could not be decoded
 * nfc                 CanonicalForm     Unicode's composed form
 * characters          PlainCharacters   controls, invisible characters, odd white space and line ends
 * markup              MarkupRemoval     tags and entities that extraction left
 * length              LengthLimits      too short, too long
 * gopher-repetition   GopherRepetition  repeated lines, paragraphs and n-grams
 * gopher-quality      GopherQuality     word lengths, symbols, bullets, stop words
 * c4                  C4Rules           lines of boilerplate, pages of code or filler
 * fineweb             FineWebRules      lists, short lines, repeated lines
 * language            LanguageFilter    languages wanted
 * personal-data       PersonalData      addresses, phone and card numbers replaced
 * </pre>
 *
 * <p>Stages know neither files nor each other, and what one does to a document depends on that document alone, so that
 * any number of threads gives the same result. Comparing documents with each other is deduplication and not done here.
 */
@Internal
package dev.cloze.corpora.clean;

import dev.cloze.tokenizer.Internal;
