package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WellFormed;
import dev.cloze.tokenizer.WordRules;
import java.util.List;

/** The cutting of text into words. Not for use by several threads at once. */
interface WordSplitter {
    /** Hands over the words of a text in their order. */
    void split(String text, Sink words);

    /** Is given each word, as the place where it stands in some text. */
    @FunctionalInterface
    interface Sink {
        void word(String text, int from, int to);
    }

    /** The splitter that follows some rules. */
    static WordSplitter of(WordRules rules) {
        WordSplitter cutting = cutting(rules.cutting());
        WordSplitter apart = rules.digitsApart() ? new DigitsApart(cutting) : cutting;
        List<TextNormalizer> normalizers =
                rules.normalizers().stream().map(TextNormalizer::of).toList();
        return (text, words) -> {
            String normalized = WellFormed.of(text);
            for (TextNormalizer normalizer : normalizers) {
                normalized = normalizer.normalize(normalized);
            }
            apart.split(normalized, words);
        };
    }

    private static WordSplitter cutting(WordRules.Cutting cutting) {
        return switch (cutting) {
            case GPT2_BYTES -> new Gpt2Words();
            case LLAMA3_BYTES -> new Llama3Words();
            case BERT_CASED -> bert(false);
            case BERT_UNCASED -> bert(true);
            case WHITESPACE -> new WhitespaceWords();
            case METASPACE -> new MetaspaceWords();
        };
    }

    private static WordSplitter bert(boolean lowerCase) {
        BertWords bert = new BertWords(lowerCase);
        return (text, words) -> bert.split(text, word -> words.word(word, 0, word.length()));
    }
}
