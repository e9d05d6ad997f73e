package dev.cloze.corpora.read;

/** What of a text file becomes a document. */
public enum Unit {
    /** The file, cut into sections at paragraph boundaries; a blank line ends a paragraph, a single line end does not. */
    FILES,
    /** Each line that is not blank. */
    LINES
}
