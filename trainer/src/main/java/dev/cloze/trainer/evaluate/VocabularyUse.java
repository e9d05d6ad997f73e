package dev.cloze.trainer.evaluate;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.tokenizer.Encoding;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a vocabulary fits a text. A word is what stands between white space, whatever the tokenizer's own words are, so
 * that tokenizers can be compared; of text without white space between words only bytes and characters tell.
 *
 * @param bytes of the documents' text in UTF-8
 * @param fertility tokens per word (Rust et al. 2021, section 3.2)
 * @param unknownShare of the tokens
 * @param usedShare of the vocabulary without its special tokens
 * @param costliestWords the words that took most tokens beyond one, over all of the text
 * @param wordsLeftOut words that came when {@link #MOST_WORDS} others were known: they cannot be among the costliest
 * @param scripts by characters, the most first; signs and white space belong to the script of the text around them
 */
public record VocabularyUse(
        long documents,
        long bytes,
        long words,
        long tokens,
        double fertility,
        double bytesPerToken,
        double unknownShare,
        double usedShare,
        List<WordCost> costliestWords,
        long wordsLeftOut,
        List<ScriptUse> scripts) {
    /** Distinct words that are remembered. */
    static final int MOST_WORDS = 1_000_000;

    private static final int SHOWN = 20;

    /** A word with the tokens that it became the first time, how many they are, and how often it occurs. */
    public record WordCost(String word, List<String> pieces, int tokens, long count) {
        long excess() {
            return (tokens - 1L) * count;
        }
    }

    /** What a script of Unicode takes. */
    public record ScriptUse(String script, long characters, long tokens, long unknown, double charactersPerToken) {}

    /**
     * Encodes all of a text, in bounded memory.
     *
     * @throws UsageException if there is none
     */
    public static VocabularyUse of(Tokenizer tokenizer, DocumentSource documents) throws IOException {
        Counting counting = new Counting(tokenizer);
        Optional<Document> document = documents.next();
        for (; document.isPresent(); document = documents.next()) {
            counting.add(document.get());
        }
        if (counting.tokens == 0) {
            throw new UsageException("corpus", "text to encode", "none");
        }
        return counting.result();
    }

    private static final class Counting {
        private final Tokenizer tokenizer;
        private final BitSet used = new BitSet();
        private final Map<String, Seen> seen = new HashMap<>();
        private final Map<Character.UnicodeScript, long[]> scripts = new EnumMap<>(Character.UnicodeScript.class);
        private long documents;
        private long bytes;
        private long words;
        private long tokens;
        private long unknown;
        private long wordsLeftOut;

        private Counting(Tokenizer tokenizer) {
            this.tokenizer = tokenizer;
        }

        /** A word's first encoding, and how often it came. */
        private static final class Seen {
            private final List<String> pieces;
            private long count;

            private Seen(List<String> pieces) {
                this.pieces = pieces;
            }
        }

        void add(Document document) {
            String text = document.text();
            Encoding encoding = tokenizer.bulk().encodeWithPlaces(text);
            documents++;
            bytes += document.bytes();
            tokens += encoding.size();
            for (int id : encoding.ids()) {
                used.set(id);
                unknown += id == tokenizer.special().unknown() ? 1 : 0;
            }
            addWords(text, encoding);
            addScripts(text, encoding);
        }

        private void addWords(String text, Encoding encoding) {
            int token = 0;
            for (int from = 0; from < text.length(); ) {
                if (isSpace(text, from)) {
                    from++;
                    continue;
                }
                int to = from;
                while (to < text.length() && !isSpace(text, to)) {
                    to++;
                }
                while (token < encoding.size() && encoding.ends()[token] <= from) {
                    token++;
                }
                int first = token;
                while (token < encoding.size() && encoding.starts()[token] < to) {
                    token++;
                }
                addWord(text.substring(from, to), encoding.ids(), first, token);
                from = to;
            }
        }

        private void addWord(String word, int[] ids, int first, int last) {
            words++;
            Seen known = seen.get(word);
            if (known == null) {
                if (seen.size() == MOST_WORDS) {
                    wordsLeftOut++;
                    return;
                }
                known = new Seen(IntStream.range(first, last)
                        .mapToObj(i -> tokenizer.token(ids[i]))
                        .toList());
                seen.put(word, known);
            }
            known.count++;
        }

        /** A token belongs to the script of the last character that it stands for which has one. */
        private void addScripts(String text, Encoding encoding) {
            Character.UnicodeScript script = Character.UnicodeScript.COMMON;
            int token = 0;
            for (int i = 0; i < text.length(); ) {
                int codePoint = text.codePointAt(i);
                int next = i + Character.charCount(codePoint);
                Character.UnicodeScript own = Character.UnicodeScript.of(codePoint);
                if (own != Character.UnicodeScript.COMMON && own != Character.UnicodeScript.INHERITED) {
                    script = own;
                }
                long[] counts = scripts.computeIfAbsent(script, absent -> new long[3]);
                counts[0]++;
                for (; token < encoding.size() && encoding.ends()[token] <= next; token++) {
                    counts[1]++;
                    counts[2] += encoding.ids()[token] == tokenizer.special().unknown() ? 1 : 0;
                }
                i = next;
            }
        }

        private static boolean isSpace(String text, int place) {
            char c = text.charAt(place);
            return Character.isWhitespace(c) || Character.isSpaceChar(c);
        }

        VocabularyUse result() {
            List<WordCost> costliest = seen.entrySet().stream()
                    .map(word -> new WordCost(
                            word.getKey(),
                            word.getValue().pieces,
                            word.getValue().pieces.size(),
                            word.getValue().count))
                    .filter(word -> word.excess() > 0)
                    .sorted(Comparator.comparingLong(WordCost::excess)
                            .reversed()
                            .thenComparing(WordCost::word))
                    .limit(SHOWN)
                    .toList();
            List<ScriptUse> uses = scripts.entrySet().stream()
                    .map(script -> use(script.getKey(), script.getValue()))
                    .sorted(Comparator.comparingLong(ScriptUse::characters)
                            .reversed()
                            .thenComparing(ScriptUse::script))
                    .toList();
            int ordinary = (int) IntStream.range(0, tokenizer.vocabularySize())
                    .filter(id -> !tokenizer.isSpecial(id))
                    .count();
            long usedOrdinary =
                    used.stream().filter(id -> !tokenizer.isSpecial(id)).count();
            return new VocabularyUse(
                    documents,
                    bytes,
                    words,
                    tokens,
                    (double) tokens / Math.max(1, words),
                    (double) bytes / tokens,
                    (double) unknown / tokens,
                    (double) usedOrdinary / ordinary,
                    costliest,
                    wordsLeftOut,
                    uses);
        }

        private static ScriptUse use(Character.UnicodeScript script, long[] counts) {
            return new ScriptUse(
                    script.toString(), counts[0], counts[1], counts[2], (double) counts[0] / Math.max(1, counts[1]));
        }
    }
}
