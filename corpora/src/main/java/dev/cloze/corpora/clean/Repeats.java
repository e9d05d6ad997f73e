package dev.cloze.corpora.clean;

/**
 * How many of a text's lines or paragraphs stood before in it, word for word.
 *
 * @param share their share of all
 * @param characters their UTF-16 units
 */
record Repeats(double share, long characters) {
    private static final long LINE_FACTOR = 0x9fb21c651e98df25L;

    static Repeats ofLines(TextIndex text) {
        HashTable seen = new HashTable();
        seen.clear(text.lines());
        int repeated = 0;
        long characters = 0;
        for (int line = 0; line < text.lines(); line++) {
            if (seen.count(seen.add(hash(text, line, line + 1))) > 1) {
                repeated++;
                characters += text.lineLength(line);
            }
        }
        return new Repeats(repeated / (double) Math.max(1, text.lines()), characters);
    }

    static Repeats ofParagraphs(TextIndex text) {
        HashTable seen = new HashTable();
        seen.clear(text.paragraphs());
        int repeated = 0;
        long characters = 0;
        for (int paragraph = 0; paragraph < text.paragraphs(); paragraph++) {
            int first = text.paragraphFirstLine(paragraph);
            int end = text.paragraphEndLine(paragraph);
            if (seen.count(seen.add(hash(text, first, end))) > 1) {
                repeated++;
                characters += text.lineEnd(end - 1) - text.lineStart(first);
            }
        }
        return new Repeats(repeated / (double) Math.max(1, text.paragraphs()), characters);
    }

    private static long hash(TextIndex text, int firstLine, int endLine) {
        long hash = 0;
        for (int line = firstLine; line < endLine; line++) {
            for (int word = text.lineFirstWord(line); word < text.lineEndWord(line); word++) {
                hash = (hash ^ text.wordHash(word)) * LINE_FACTOR;
            }
            hash += LINE_FACTOR;
        }
        return TextIndex.mixed(hash);
    }
}
