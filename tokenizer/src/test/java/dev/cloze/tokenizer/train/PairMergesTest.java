package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fast loop beside a slow one that counts everything anew at each turn. */
class PairMergesTest {
    private static final long SEED = 77;

    @ParameterizedTest
    @EnumSource(PairMerges.Criterion.class)
    void joinsWhatTheSlowLoopJoins(PairMerges.Criterion criterion) throws IOException {
        Random random = new Random(SEED);
        for (int corpus = 0; corpus < 300; corpus++) {
            WordCounts counts = words(random);
            // A special token that is spelt like a piece gives that piece its id.
            List<String> special = List.of(List.of("[UNK]"), List.of("ab", "aa"), List.of("abc", "bb", "ca"))
                    .get(random.nextInt(3));
            int longest = 2 + random.nextInt(8);
            BpeOptions options = new BpeOptions(
                    16 + random.nextInt(200),
                    1 + random.nextInt(5),
                    special,
                    Set.of(),
                    OptionalInt.empty(),
                    random.nextInt(3) == 0 ? "#" : "",
                    random.nextInt(3) == 0 ? "$" : "",
                    random.nextInt(3) == 0 ? OptionalInt.of(longest) : OptionalInt.empty());
            BpeModel model = BpeTrainer.train(counts, options, List.of(), criterion, TrainingProgress.UNHEARD);
            assertThat(model.merges().stream().map(model::text))
                    .as("seed %d, corpus %d, %s", SEED, corpus, options)
                    .isEqualTo(new SlowLoop(counts, options, criterion).run());
        }
    }

    @Test
    void mostLikelyPairIsJoinedFirst() throws IOException {
        WordCounts counts = new WordCounts(WordRules.of(Cutting.WHITESPACE));
        counts.addWord("ab", 10);
        counts.addWord("ac", 10);
        counts.addWord("xy", 3);
        // x y: 3 / (3 * 3); a b and a c: 10 / (20 * 10). By frequency a b would be first.
        assertThat(train(counts, PairMerges.Criterion.LIKELIHOOD)).containsExactly("x y", "a b", "a c");
        assertThat(train(counts, PairMerges.Criterion.FREQUENCY)).containsExactly("a b", "a c", "x y");
    }

    @Test
    void rarePieceMakesItsPairsBetterWhenItIsUsedUp() throws IOException {
        WordCounts counts = new WordCounts(WordRules.of(Cutting.WHITESPACE));
        counts.addWord("de", 2); // d e and e d: 2 / (4 * 4) = 0.125
        counts.addWord("ed", 2); // e d when d e is joined: 2 / (2 * 2) = 0.5
        counts.addWord("fg", 9); // 9 / (9 * 9) = 0.111, which comes after e d though e d was last of all by count
        assertThat(train(counts, PairMerges.Criterion.LIKELIHOOD)).containsExactly("d e", "e d", "f g");
    }

    private static List<String> train(WordCounts counts, PairMerges.Criterion criterion) throws IOException {
        BpeModel model = BpeTrainer.train(
                counts,
                new BpeOptions(100, 1, List.of("[UNK]"), Set.of(), OptionalInt.empty(), "", "", OptionalInt.empty()),
                List.of(),
                criterion,
                TrainingProgress.UNHEARD);
        return model.merges().stream().map(model::text).toList();
    }

    private static WordCounts words(Random random) {
        WordCounts counts = new WordCounts(WordRules.of(Cutting.WHITESPACE));
        String letters = random.nextBoolean() ? "abc" : "ab";
        for (int word = 1 + random.nextInt(40); word > 0; word--) {
            StringBuilder text = new StringBuilder();
            for (int left = 1 + random.nextInt(14); left > 0; left--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            counts.addWord(text.toString(), 1 + random.nextInt(4));
        }
        return counts;
    }

    private static final class SlowLoop {
        private final BpeOptions options;
        private final PairMerges.Criterion criterion;
        private final Map<String, Integer> ids = new LinkedHashMap<>();
        private final List<String> texts = new ArrayList<>();
        private final Map<Integer, Integer> spans = new TreeMap<>();
        private final List<List<Integer>> words = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();

        SlowLoop(WordCounts counted, BpeOptions options, PairMerges.Criterion criterion) throws IOException {
            this.options = options;
            this.criterion = criterion;
            options.specialTokens().forEach(this::id);
            counted.sortedWords().stream()
                    .flatMapToInt(String::codePoints)
                    .sorted()
                    .forEach(c -> id(Character.toString(c)));
            for (int c : new int[] {'a', 'b', 'c'}) {
                // In the order of the documentation: prefix, both, suffix.
                for (int form : new int[] {0, 1, 3}) {
                    counted.sortedWords().stream()
                            .flatMap(word -> forms(word).stream())
                            .filter(spelt -> spelt.equals(form(c, form)))
                            .forEach(this::id);
                }
            }
            counted.forEach((word, count) -> {
                words.add(new ArrayList<>(forms(word).stream().map(ids::get).toList()));
                counts.add(count);
            });
        }

        private String form(int c, int form) {
            return (form < 2 ? options.continuingPrefix() : "")
                    + Character.toString(c)
                    + (form % 2 == 1 ? options.endOfWordSuffix() : "");
        }

        private List<String> forms(String word) {
            List<String> forms = new ArrayList<>();
            for (int i = 0; i < word.length(); i++) {
                forms.add(form(word.charAt(i), (i == 0 ? 2 : 0) + (i == word.length() - 1 ? 1 : 0)));
            }
            return forms;
        }

        private int id(String text) {
            if (!ids.containsKey(text)) {
                ids.put(text, ids.size());
                texts.add(text);
            }
            return ids.get(text);
        }

        List<String> run() {
            List<String> merges = new ArrayList<>();
            while (texts.size() < options.vocabularySize()) {
                Map<List<Integer>, Long> pairs = pairs();
                List<Integer> best = null;
                for (List<Integer> pair : pairs.keySet()) {
                    if (pairs.get(pair) >= options.minimumFrequency()
                            && (best == null || score(pairs, pair) > score(pairs, best))) {
                        best = pair;
                    }
                }
                if (best == null) {
                    break;
                }
                join(best);
                merges.add(texts.get(best.get(0)) + " " + texts.get(best.get(1)));
            }
            return merges;
        }

        /** In the order of their ids. */
        private Map<List<Integer>, Long> pairs() {
            Map<List<Integer>, Long> pairs = new TreeMap<>((a, b) -> Arrays.compare(
                    a.stream().mapToInt(i -> i).toArray(),
                    b.stream().mapToInt(i -> i).toArray()));
            for (int w = 0; w < words.size(); w++) {
                for (int i = 0; i + 1 < words.get(w).size(); i++) {
                    List<Integer> pair = List.copyOf(words.get(w).subList(i, i + 2));
                    int span = spans.getOrDefault(pair.get(0), 1) + spans.getOrDefault(pair.get(1), 1);
                    if (span == 2 || span < options.longestPiece().orElse(Integer.MAX_VALUE)) {
                        pairs.merge(pair, counts.get(w), Long::sum);
                    }
                }
            }
            return pairs;
        }

        private double score(Map<List<Integer>, Long> pairs, List<Integer> pair) {
            double count = (double) pairs.get(pair);
            return criterion == PairMerges.Criterion.FREQUENCY
                    ? count
                    : count / (occurrences(pair.get(0)) * occurrences(pair.get(1)));
        }

        private double occurrences(int piece) {
            long occurrences = 0;
            for (int w = 0; w < words.size(); w++) {
                for (int symbol : words.get(w)) {
                    occurrences += symbol == piece ? counts.get(w) : 0;
                }
            }
            return (double) occurrences;
        }

        private void join(List<Integer> pair) {
            String right = texts.get(pair.get(1));
            String prefix = options.continuingPrefix();
            int joined =
                    id(texts.get(pair.get(0)) + (right.startsWith(prefix) ? right.substring(prefix.length()) : right));
            spans.put(joined, spans.getOrDefault(pair.get(0), 1) + spans.getOrDefault(pair.get(1), 1));
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.subList(i, i + 2).equals(pair)) {
                        word.remove(i + 1);
                        word.set(i, joined);
                    }
                }
            }
        }
    }
}
