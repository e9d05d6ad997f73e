package dev.cloze.tokenizer.text;

import java.util.List;

/** The pre-tokenizers of the reference that only cut, as its {@code tokenizer.json} names them. */
public final class Splitters {
    /** Leaves a text whole. */
    public static final Splitter NONE = (text, from, to, words) -> {
        if (from < to) {
            words.word(from, to);
        }
    };

    private Splitters() {}

    /** GPT-2's expression: contractions, letters, numbers and the rest apart, each with the space before it. */
    public static Splitter gpt2() {
        return new ExpressionSplitter(ExpressionSplitter.Style.GPT_2, Integer.MAX_VALUE);
    }

    /**
     * The expression of GPT-4 and Llama 3: as GPT-2's, but words take any character before them along, contractions
     * may have capitals, digits come in groups, and line ends close what stands before them.
     *
     * @param mostDigits how long a group of digits may be: 3 in Llama 3, 1 in Qwen 2
     */
    public static Splitter llama3(int mostDigits) {
        return new ExpressionSplitter(ExpressionSplitter.Style.LLAMA_3, mostDigits);
    }

    /** BERT's, after its normalizer: cut at white space and around each punctuation character. */
    public static Splitter bert() {
        return sequence(List.of(whitespaceSplit(), punctuation()));
    }

    /**
     * The coarse cut of text that BERT's normalizer has not seen: each chunk has the same words alone as among others.
     *
     * @param ideographsApart whether the normalizer puts spaces around Chinese characters
     */
    public static Splitter bertChunks(boolean ideographsApart) {
        return (text, from, to, words) -> {
            int start = from;
            for (int i = from; i < to; ) {
                char first = text[i];
                int next = i + 1;
                boolean apart;
                if (first < 0x80) {
                    if (first == ' ' || first == '\n' || first == '\t' || first == '\r') {
                        hand(start, i, words);
                        start = next;
                    }
                    apart = Characters.isPunctuation(first);
                } else {
                    int c = Character.codePointAt(text, i, to);
                    next = i + Character.charCount(c);
                    apart = ideographsApart && Characters.isIdeograph(c);
                }
                if (apart) {
                    hand(start, i, words);
                    words.word(i, next);
                    start = next;
                }
                i = next;
            }
            hand(start, to, words);
        };
    }

    /** Cut at white space, which belongs to no word. */
    public static Splitter whitespaceSplit() {
        return (text, from, to, words) -> {
            int start = from;
            for (int i = from; i < to; i++) {
                // All white space has one char.
                if (Characters.isWhite(text[i])) {
                    hand(start, i, words);
                    start = i + 1;
                }
            }
            hand(start, to, words);
        };
    }

    /** Cut at white space, and where letters, digits and underscores meet other characters. */
    public static Splitter whitespace() {
        return (text, from, to, words) -> {
            int start = from;
            for (int i = from; i < to; ) {
                int c = Character.codePointAt(text, i, to);
                int next = i + Character.charCount(c);
                if (Characters.isWhite(c)) {
                    hand(start, i, words);
                    start = next;
                } else if (start < i && isWordly(c) != isWordly(Character.codePointBefore(text, i, start))) {
                    hand(start, i, words);
                    start = i;
                }
                i = next;
            }
            hand(start, to, words);
        };
    }

    private static boolean isWordly(int codePoint) {
        return Characters.is(codePoint, Characters.WORDLY);
    }

    /** Each punctuation character is a word. */
    public static Splitter punctuation() {
        return each(Characters.PUNCTUATION);
    }

    /**
     * Numbers apart from the rest.
     *
     * @param individual whether each digit is a word; otherwise each run of digits
     */
    public static Splitter digits(boolean individual) {
        if (individual) {
            return each(Characters.NUMBER);
        }
        return (text, from, to, words) -> {
            int start = from;
            for (int i = from; i < to; ) {
                int c = Character.codePointAt(text, i, to);
                if (start < i
                        && Characters.isNumber(c) != Characters.isNumber(Character.codePointBefore(text, i, start))) {
                    hand(start, i, words);
                    start = i;
                }
                i += Character.charCount(c);
            }
            hand(start, to, words);
        };
    }

    private static Splitter each(short kind) {
        return (text, from, to, words) -> {
            int start = from;
            for (int i = from; i < to; ) {
                int c = Character.codePointAt(text, i, to);
                int next = i + Character.charCount(c);
                if (Characters.is(c, kind)) {
                    hand(start, i, words);
                    words.word(i, next);
                    start = next;
                }
                i = next;
            }
            hand(start, to, words);
        };
    }

    /** A word begins at each mark of a space: SentencePiece's cutting, after {@link Normalizers#markSpaces}. */
    public static Splitter beforeEach(char mark) {
        return (text, from, to, words) -> {
            int start = from;
            for (int i = from; i < to; i++) {
                if (text[i] == mark) {
                    hand(start, i, words);
                    start = i;
                }
            }
            hand(start, to, words);
        };
    }

    /** A word begins at each space and at each mark of one: the chunks that can be marked apart from each other. */
    public static Splitter beforeEachSpace(char mark) {
        return (text, from, to, words) -> {
            int start = from;
            for (int i = from; i < to; i++) {
                if (text[i] == ' ' || text[i] == mark) {
                    hand(start, i, words);
                    start = i;
                }
            }
            hand(start, to, words);
        };
    }

    /** Each cuts what the one before it has left. */
    public static Splitter sequence(List<Splitter> splitters) {
        Splitter all = NONE;
        for (Splitter next : splitters) {
            Splitter before = all;
            all = before == NONE
                    ? next
                    : (text, from, to, words) ->
                            before.split(text, from, to, (start, end) -> next.split(text, start, end, words));
        }
        return all;
    }

    private static void hand(int from, int to, Splitter.Words words) {
        if (from < to) {
            words.word(from, to);
        }
    }
}
