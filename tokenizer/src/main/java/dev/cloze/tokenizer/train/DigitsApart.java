package dev.cloze.tokenizer.train;

/** Cuts out each digit; what stands between two of them is cut further, as a text of its own, and so is the digit. */
final class DigitsApart implements WordSplitter {
    private final WordSplitter rest;

    DigitsApart(WordSplitter rest) {
        this.rest = rest;
    }

    @Override
    public void split(String text, Sink words) {
        int start = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (WordCharacters.isDigit(c)) {
                rest.split(text.substring(start, i), words);
                rest.split(text.substring(i, next), words);
                start = next;
            }
            i = next;
        }
        rest.split(text.substring(start), words);
    }
}
