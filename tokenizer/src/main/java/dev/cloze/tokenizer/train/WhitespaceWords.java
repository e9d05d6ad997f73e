package dev.cloze.tokenizer.train;

/**
 * HuggingFace's Whitespace, {@code \w+|[^\w\s]+}: runs of letters, marks, digits and underscores; runs of what is
 * neither that nor a space. Spaces are left out.
 */
final class WhitespaceWords implements WordSplitter {
    @Override
    public void split(String text, Sink words) {
        for (int from = 0; from < text.length(); ) {
            int first = text.codePointAt(from);
            if (WordCharacters.isBlank(first)) {
                from += Character.charCount(first);
            } else {
                int to = end(text, from, WordCharacters.isWord(first));
                words.word(text, from, to);
                from = to;
            }
        }
    }

    private static int end(String text, int from, boolean isWord) {
        int to = from;
        while (to < text.length()) {
            int c = text.codePointAt(to);
            if (WordCharacters.isBlank(c) || WordCharacters.isWord(c) != isWord) {
                break;
            }
            to += Character.charCount(c);
        }
        return to;
    }
}
