package dev.cloze.corpora.clean;

/**
 * How much text there is.
 *
 * @param words runs without white space
 * @param bytes in UTF-8
 */
public record Volume(long documents, long words, long bytes) {
    public static final Volume NONE = new Volume(0, 0, 0);

    static Volume of(TextIndex text) {
        return new Volume(1, text.words(), text.bytes());
    }

    /** This text and another. */
    public Volume plus(Volume other) {
        return new Volume(documents + other.documents, words + other.words, bytes + other.bytes);
    }
}
