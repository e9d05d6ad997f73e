package dev.cloze.tokenizer.encode;

/** What a thread writes on while it encodes a text, and keeps for the next: new lists for each would be most of the work. */
final class Scratch {
    /** A larger one, which a text without end has left, is not kept. */
    private static final int MOST_KEPT = 1 << 16;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final TokenList chunk = TokenList.withPlaces();
    private final TokenList places = TokenList.withPlaces();
    private final TokenList ids = TokenList.ofIds();
    private final Symbols symbols = new Symbols();
    private final Batch batch = new Batch();
    private final NewEntries entries = new NewEntries();
    private char[] characters = new char[1 << 10];

    private Scratch() {}

    /** That of the current thread. */
    static Scratch get() {
        return OF_THREAD.get();
    }

    /** Lets go of what is too large to keep. */
    void release() {
        int lists = Math.max(chunk.capacity(), Math.max(places.capacity(), ids.capacity()));
        if (Math.max(lists, Math.max(symbols.capacity(), characters.length)) > MOST_KEPT) {
            OF_THREAD.remove();
        }
    }

    /** A text's characters, at the beginning of an array that is overwritten by the next text's. */
    char[] characters(String text) {
        if (characters.length < text.length()) {
            characters = new char[Math.max(text.length(), Math.min(2 * characters.length, MOST_KEPT))];
        }
        text.getChars(0, text.length(), characters, 0);
        return characters;
    }

    /** An empty list for a word's symbols. */
    Symbols symbols() {
        symbols.clear();
        return symbols;
    }

    Batch batch() {
        return batch;
    }

    /** An empty list of what is new to the memory. */
    NewEntries entries() {
        entries.clear();
        return entries;
    }

    /** An empty list for a chunk's tokens. */
    TokenList chunk() {
        chunk.clear();
        return chunk;
    }

    /** An empty list for a text's tokens. */
    TokenList tokens(boolean withPlaces) {
        TokenList tokens = withPlaces ? places : ids;
        tokens.clear();
        return tokens;
    }
}
