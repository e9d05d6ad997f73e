package dev.cloze.tokenizer.train;

/**
 * The cutting of GPT-2 (Radford et al. 2019), whose code has it as the regular expression {@code 's|'t|'re|'ve|'m|'ll|'d|
 * ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}. Nothing is left out.
 */
final class Gpt2Words implements WordSplitter {
    @Override
    public void split(String text, Sink words) {
        for (int from = 0; from < text.length(); ) {
            int to = end(text, from);
            words.word(text, from, to);
            from = to;
        }
    }

    private static int end(String text, int from) {
        int contraction = contraction(text, from);
        if (contraction > 0) {
            return from + contraction;
        }
        int start = text.charAt(from) == ' ' && from + 1 < text.length() ? from + 1 : from;
        int first = text.codePointAt(start);
        if (WordCharacters.isLetter(first)) {
            return Scan.letters(text, start);
        }
        if (WordCharacters.isNumber(first)) {
            return Scan.numbers(text, start, Integer.MAX_VALUE);
        }
        return WordCharacters.isOther(first) ? Scan.others(text, start) : Scan.spaces(text, from);
    }

    private static int contraction(String text, int from) {
        if (text.charAt(from) != '\'' || from + 1 == text.length()) {
            return 0;
        }
        char next = text.charAt(from + 1);
        if (next == 's' || next == 't' || next == 'm' || next == 'd') {
            return 2;
        }
        boolean isLong =
                text.startsWith("re", from + 1) || text.startsWith("ve", from + 1) || text.startsWith("ll", from + 1);
        return isLong ? 3 : 0;
    }
}
