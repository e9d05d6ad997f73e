package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WellFormed;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.text.NormalForm;
import dev.cloze.tokenizer.text.Normalizer;
import dev.cloze.tokenizer.text.Normalizers;
import dev.cloze.tokenizer.text.Splitter;
import dev.cloze.tokenizer.text.Splitters;

/** The cutting of text into words by some rules. Not for use by several threads at once. */
final class WordCutter {
    /** A long text is cut in parts of so many chars and a few more, which are the memory that it takes. */
    private static final int PART_CHARS = 1 << 16;

    private static final char SPACE_MARK = '\u2581';
    private static final Splitter MARKED = Splitters.beforeEach(SPACE_MARK);

    private final int partChars;
    private final Normalizer normalizer;
    private final Stage cutting;

    WordCutter(WordRules rules) {
        this(rules, PART_CHARS);
    }

    /**
     * A cutter by some rules.
     *
     * @param partChars chars of a text that are cut at once, at least
     */
    WordCutter(WordRules rules, int partChars) {
        this.partChars = partChars;
        normalizer = rules.normalizers().isEmpty()
                ? Normalizers.NONE
                : Normalizers.sequence(
                        rules.normalizers().stream().map(WordCutter::normalizer).toList());
        cutting = rules.digitsApart() ? withDigitsApart(rules.cutting()) : cutting(rules.cutting());
    }

    /** After Metaspace, so that its mark stays what a space was; before the others, which would not see digits alone. */
    private static Stage withDigitsApart(WordRules.Cutting name) {
        Stage cutting = cutting(name);
        Stage digits = of(Splitters.digits(true));
        Stage first = name == WordRules.Cutting.METASPACE ? cutting : digits;
        Stage second = name == WordRules.Cutting.METASPACE ? digits : cutting;
        return (text, from, to, words) ->
                first.cut(text, from, to, (part, start, end) -> second.cut(part, start, end, words));
    }

    /** Is given each word, as a stretch of some text. */
    @FunctionalInterface
    interface Words {
        void word(char[] text, int from, int to);
    }

    /** A splitter that may have changed the text. */
    @FunctionalInterface
    private interface Stage {
        void cut(char[] text, int from, int to, Words words);
    }

    /** Hands over the words of a text in their order. A lone surrogate counts as U+FFFD. */
    void cut(String text, Words words) {
        int from = 0;
        while (from < text.length()) {
            int to = partEnd(text, from, partChars);
            String part = from == 0 && to == text.length() ? text : text.substring(from, to);
            char[] normalized = normalizer.normalize(WellFormed.of(part)).toCharArray();
            cutting.cut(normalized, 0, normalized.length, words);
            from = to;
        }
    }

    /**
     * Where a part may end: before a space between two letters of ASCII, which begins a word or is none, by every rule
     * and whatever a normalizer does.
     */
    static int partEnd(String text, int from) {
        return partEnd(text, from, PART_CHARS);
    }

    private static int partEnd(String text, int from, int partChars) {
        for (long place = (long) from + partChars; place < text.length() - 1; place++) {
            int i = (int) place;
            if (text.charAt(i) == ' ' && isLetter(text.charAt(i - 1)) && isLetter(text.charAt(i + 1))) {
                return i;
            }
        }
        return text.length();
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static Normalizer normalizer(WordRules.Normalizer name) {
        return switch (name) {
            case NFC -> NormalForm.NFC;
            case NFD -> NormalForm.NFD;
            case NFKC -> NormalForm.NFKC;
            case NFKD -> NormalForm.NFKD;
            case LOWER_CASE -> Normalizers.lowercase();
            case STRIP_ACCENTS -> Normalizers.stripAccents();
            case CHINESE_APART -> Normalizers.bert(false, true, false, false);
        };
    }

    private static Stage cutting(WordRules.Cutting name) {
        return switch (name) {
            case GPT2_BYTES -> of(Splitters.gpt2());
            case LLAMA3_BYTES -> of(Splitters.llama3(3));
            case BERT_CASED -> new BertChunks(false)::cut;
            case BERT_UNCASED -> new BertChunks(true)::cut;
            case WHITESPACE -> of(Splitters.whitespace());
            case METASPACE -> WordCutter::metaspace;
        };
    }

    private static Stage of(Splitter splitter) {
        return (text, from, to, words) -> splitter.split(text, from, to, (start, end) -> words.word(text, start, end));
    }

    /** A text gets a mark before its first word if it has none. */
    private static void metaspace(char[] text, int from, int to, Words words) {
        if (from == to) {
            return;
        }
        int shift = text[from] == ' ' || text[from] == SPACE_MARK ? 0 : 1;
        char[] marked = new char[to - from + shift];
        marked[0] = SPACE_MARK;
        for (int i = from; i < to; i++) {
            marked[i - from + shift] = text[i] == ' ' ? SPACE_MARK : text[i];
        }
        of(MARKED).cut(marked, 0, marked.length, words);
    }
}
