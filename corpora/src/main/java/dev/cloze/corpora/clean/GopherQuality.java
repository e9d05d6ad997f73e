package dev.cloze.corpora.clean;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Gopher's quality rules (Rae et al. 2021, "Scaling Language Models: Methods, Analysis and Insights from Training
 * Gopher", appendix A.1.1), with words as {@link TextIndex} has them. Made for English; in other languages give its stop
 * words, and in scripts that do not part words leave the stage out.
 *
 * <p>The length rules count and measure words that are more than symbols; the shares are of all words. A stop word counts
 * in any case and with punctuation around it. A bullet is one of {@code • ‣ ◦ ● ▪ - *}.
 *
 * @param leastWords the fewest words, the paper's 50
 * @param mostWords the most words, the paper's 100,000
 * @param leastMeanWordLength the least mean length of words, the paper's 3
 * @param mostMeanWordLength the greatest mean length of words, the paper's 10
 * @param mostHashesPerWord the most number signs per word, the paper's 0.1
 * @param mostEllipsesPerWord the most ellipses per word, the paper's 0.1
 * @param mostBulletLines the greatest share of lines that begin with a bullet, the paper's 0.9
 * @param mostEllipsisLines the greatest share of lines that end in an ellipsis, the paper's 0.3
 * @param leastAlphabeticWords the least share of words with a letter, the paper's 0.8
 * @param leastStopWords the fewest different stop words, the paper's 2
 * @param stopWords the stop words, the paper's {@code the be to of and that have with}
 */
public record GopherQuality(
        int leastWords,
        int mostWords,
        double leastMeanWordLength,
        double mostMeanWordLength,
        double mostHashesPerWord,
        double mostEllipsesPerWord,
        double mostBulletLines,
        double mostEllipsisLines,
        double leastAlphabeticWords,
        int leastStopWords,
        List<String> stopWords)
        implements Stage {
    public static final GopherQuality DEFAULT = new GopherQuality(
            50,
            100_000,
            3,
            10,
            0.1,
            0.1,
            0.9,
            0.3,
            0.8,
            2,
            List.of("the", "be", "to", "of", "and", "that", "have", "with"));

    private static final String BULLETS = "•‣◦●▪-*";

    public GopherQuality {
        Check.range("leastWords", leastWords, "mostWords", mostWords);
        Check.range("leastMeanWordLength", leastMeanWordLength, "mostMeanWordLength", mostMeanWordLength);
        Check.notNegative("mostHashesPerWord", mostHashesPerWord);
        Check.notNegative("mostEllipsesPerWord", mostEllipsesPerWord);
        Check.share("mostBulletLines", mostBulletLines);
        Check.share("mostEllipsisLines", mostEllipsisLines);
        Check.share("leastAlphabeticWords", leastAlphabeticWords);
        Check.notNegative("leastStopWords", leastStopWords);
        stopWords =
                stopWords.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
        if (leastStopWords > new HashSet<>(stopWords).size()) {
            throw new IllegalArgumentException(
                    "leastStopWords: expected at most the " + stopWords.size() + " stop words, got " + leastStopWords);
        }
    }

    @Override
    public String name() {
        return "gopher-quality";
    }

    @Override
    public Outcome apply(TextIndex text) {
        int words = 0;
        int alphabetic = 0;
        long characters = 0;
        for (int word = 0; word < text.words(); word++) {
            alphabetic += text.wordHasLetter(word) ? 1 : 0;
            if (!text.wordIsSymbol(word)) {
                words++;
                characters += text.wordLength(word);
            }
        }
        if (words < leastWords) {
            return text.removed("gopher-quality.few-words", "at least " + leastWords, words);
        }
        if (words > mostWords) {
            return text.removed("gopher-quality.many-words", "at most " + mostWords, words);
        }
        double meanLength = words == 0 ? 0 : (double) characters / words;
        if (meanLength < leastMeanWordLength) {
            return text.removed("gopher-quality.short-words", "a mean of at least " + leastMeanWordLength, meanLength);
        }
        if (meanLength > mostMeanWordLength) {
            return text.removed("gopher-quality.long-words", "a mean of at most " + mostMeanWordLength, meanLength);
        }
        return bySymbols(text, alphabetic);
    }

    private Outcome bySymbols(TextIndex text, int alphabetic) {
        double words = Math.max(1, text.words());
        double hashes = count(text.text(), "#") / words;
        if (hashes > mostHashesPerWord) {
            return text.removed("gopher-quality.hashes", "at most " + mostHashesPerWord + " per word", hashes);
        }
        double ellipses = (count(text.text(), "...") + count(text.text(), "…")) / words;
        if (ellipses > mostEllipsesPerWord) {
            return text.removed("gopher-quality.ellipses", "at most " + mostEllipsesPerWord + " per word", ellipses);
        }
        int bullets = 0;
        int open = 0;
        for (int line = 0; line < text.lines(); line++) {
            bullets += BULLETS.indexOf(text.chars()[text.lineStart(line)]) >= 0 ? 1 : 0;
            open += endsInEllipsis(text.text(), text.lineEnd(line)) ? 1 : 0;
        }
        double lines = Math.max(1, text.lines());
        if (bullets / lines > mostBulletLines) {
            return text.removed(
                    "gopher-quality.bullet-lines", "a share of at most " + mostBulletLines, bullets / lines);
        }
        if (open / lines > mostEllipsisLines) {
            return text.removed(
                    "gopher-quality.ellipsis-lines", "a share of at most " + mostEllipsisLines, open / lines);
        }
        if (alphabetic / words < leastAlphabeticWords) {
            return text.removed(
                    "gopher-quality.alphabetic-words",
                    "a share of at least " + leastAlphabeticWords,
                    alphabetic / words);
        }
        int stops = stopWordsIn(text);
        return stops < leastStopWords
                ? text.removed("gopher-quality.stop-words", "at least " + leastStopWords, stops)
                : text.kept();
    }

    private static boolean endsInEllipsis(String text, int end) {
        return text.startsWith("...", end - 3) || text.charAt(end - 1) == '…';
    }

    private static int count(String text, String symbol) {
        int count = 0;
        for (int at = text.indexOf(symbol); at >= 0; at = text.indexOf(symbol, at + symbol.length())) {
            count++;
        }
        return count;
    }

    /** How many different stop words the text has; it stops to count when there are enough. */
    private int stopWordsIn(TextIndex text) {
        int longest = stopWords.stream().mapToInt(String::length).max().orElse(0);
        Set<String> found = new HashSet<>();
        for (int word = 0; word < text.words() && found.size() < leastStopWords; word++) {
            int start = text.wordStart(word);
            int end = text.wordEnd(word);
            while (start < end && !Character.isLetterOrDigit(text.chars()[start])) {
                start++;
            }
            while (end > start && !Character.isLetterOrDigit(text.chars()[end - 1])) {
                end--;
            }
            if (end > start && end - start <= longest) {
                String bare = text.text().substring(start, end).toLowerCase(Locale.ROOT);
                if (stopWords.contains(bare)) {
                    found.add(bare);
                }
            }
        }
        return found.size();
    }
}
