package dev.cloze.tokenizer.train;

/**
 * The cutting of SentencePiece (Kudo and Richardson 2018): each space becomes U+2581, one stands before the text if it
 * has none, and a word begins at each. Other white space is text.
 */
final class MetaspaceWords implements WordSplitter {
    private static final char MARK = '\u2581';

    @Override
    public void split(String text, Sink words) {
        if (text.isEmpty()) {
            return;
        }
        String marked = text.replace(' ', MARK);
        if (marked.charAt(0) != MARK) {
            marked = MARK + marked;
        }
        int start = 0;
        for (int i = 1; i < marked.length(); i++) {
            if (marked.charAt(i) == MARK) {
                words.word(marked, start, i);
                start = i;
            }
        }
        words.word(marked, start, marked.length());
    }
}
