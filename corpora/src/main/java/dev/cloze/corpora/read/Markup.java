package dev.cloze.corpora.read;

/** What the text in a field of JSON, a table or Parquet is. */
public enum Markup {
    /** HTML where a value has an end tag of HTML such as {@code </p>}, plain text elsewhere. */
    BY_VALUE,
    /** Plain text, whatever it looks like. */
    TEXT,
    /** HTML, whatever it looks like. */
    HTML
}
