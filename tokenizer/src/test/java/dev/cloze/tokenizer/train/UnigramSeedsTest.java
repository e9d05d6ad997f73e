package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeds against their definition, by looking at every stretch of every word. */
class UnigramSeedsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void seedsAreTheStretchesThatTheDefinitionNames(long seed) throws IOException {
        Random random = new Random(seed);
        WordCounts counts = new WordCounts(WordRules.of(WordRules.Cutting.METASPACE));
        int letters = 1 + random.nextInt(4);
        for (int word = 0; word < 60; word++) {
            StringBuilder text = new StringBuilder();
            for (int left = 1 + random.nextInt(14); left > 0; left--) {
                text.appendCodePoint(random.nextInt(20) == 0 ? 0x1F600 : 'a' + random.nextInt(letters));
            }
            counts.add(text.toString());
        }
        int longest = 2 + random.nextInt(9);
        int most = seed % 2 == 0 ? 1_000_000 : 12;
        List<Seed> expected = byDefinition(counts, longest, most);

        UnigramWords words = new UnigramWords(counts);
        UnigramOptions defaults = UnigramOptions.ofSize(100);
        UnigramOptions options = new UnigramOptions(
                100, 0.75, longest, 2, most, "", defaults.specialTokens(), defaults.unknownToken(), false);
        try (Workers workers = new Workers(2)) {
            UnigramPieces seeds = UnigramSeeds.of(words, options, workers);
            double sum = expected.stream().mapToDouble(Seed::worth).sum();
            assertThat(seeds.size()).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(words.text(seeds.starts[i], seeds.lengths[i]))
                        .as("seed %d, place %d", seed, i)
                        .isEqualTo(expected.get(i).text());
                assertThat(seeds.scores[i]).isCloseTo(Math.log(expected.get(i).worth() / sum), within(1e-12));
            }
        }
    }

    private record Seed(String text, double worth) {}

    private static List<Seed> byDefinition(WordCounts counts, int longest, int most) {
        Map<String, Integer> places = new HashMap<>();
        Map<String, Set<Integer>> next = new HashMap<>();
        Map<String, Long> characters = new HashMap<>();
        for (String word : counts.sortedWords()) {
            int[] letters = word.codePoints().toArray();
            for (int from = 0; from < letters.length; from++) {
                characters.merge(Character.toString(letters[from]), counts.count(word), Long::sum);
                for (int length = 2; length <= longest && from + length <= letters.length; length++) {
                    String stretch = new String(letters, from, length);
                    int end = from + length;
                    places.merge(stretch, 1, Integer::sum);
                    next.computeIfAbsent(stretch, absent -> new HashSet<>())
                            .add(end < letters.length ? letters[end] : -1);
                }
            }
        }
        Comparator<Seed> order = Comparator.comparingDouble(Seed::worth)
                .thenComparing(Seed::text, Comparator.comparing(UnigramSeedsTest::utf32))
                .reversed();
        List<Seed> seeds = new ArrayList<>();
        characters.forEach((text, count) -> seeds.add(new Seed(text, count)));
        seeds.sort(order);
        List<Seed> stretches = new ArrayList<>();
        places.forEach((text, count) -> {
            if (next.get(text).size() > 1) {
                stretches.add(new Seed(text, (double) count * text.codePointCount(0, text.length())));
            }
        });
        stretches.sort(order);
        int kept = Math.min(stretches.size(), Math.max(1, most - seeds.size()));
        seeds.addAll(stretches.subList(0, kept));
        return seeds;
    }

    /** A text that compares by code points. */
    private static String utf32(String text) {
        StringBuilder padded = new StringBuilder();
        text.codePoints().forEach(c -> padded.append(String.format("%08x", c)));
        return padded.toString();
    }
}
