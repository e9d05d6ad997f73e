package dev.cloze.corpora;

/**
 * What a source has read and what it has not, so that nothing is skipped without being counted.
 *
 * @param files files (or sample resources) opened
 * @param documents documents handed out
 * @param longParagraphs paragraphs too long for one document, which were cut at white space or in the middle of a word
 * @param filesPassedOver entries of folders that were not read: hidden, of an unknown extension, neither file nor
 *     folder, or a link that leads back into its own folder
 * @param recordsPassedOver records of a file that were not chosen, such as lines in another language
 */
public record ReadCounts(
        long files, long documents, long longParagraphs, long filesPassedOver, long recordsPassedOver) {
    public static final ReadCounts NONE = new ReadCounts(0, 0, 0, 0, 0);

    /** These counts and those of another source. */
    public ReadCounts plus(ReadCounts other) {
        return new ReadCounts(
                files + other.files,
                documents + other.documents,
                longParagraphs + other.longParagraphs,
                filesPassedOver + other.filesPassedOver,
                recordsPassedOver + other.recordsPassedOver);
    }
}
