package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import dev.cloze.tokenizer.WordRules.Normalizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Words against those of the native engine, by the rules that a trained tokenizer.json names. */
class WordSplitterTest {
    @TempDir
    Path folder;

    static List<WordRules> rules() {
        List<WordRules> rules = new ArrayList<>();
        for (Cutting cutting : Cutting.values()) {
            rules.add(WordRules.of(cutting));
            rules.add(new WordRules(List.of(), true, cutting));
        }
        return rules;
    }

    static List<WordRules> normalizingRules() {
        List<WordRules> rules = new ArrayList<>();
        for (Normalizer normalizer : Normalizer.values()) {
            rules.add(new WordRules(List.of(normalizer), false, Cutting.GPT2_BYTES));
        }
        rules.add(new WordRules(
                List.of(Normalizer.NFD, Normalizer.LOWER_CASE, Normalizer.STRIP_ACCENTS, Normalizer.CHINESE_APART),
                true,
                Cutting.LLAMA3_BYTES));
        return rules;
    }

    @Test
    void gpt2CutsSo() {
        assertThat(words(WordRules.of(Cutting.GPT2_BYTES), "I'll  say'S\n\n 12345 times!?  "))
                .containsExactly("I", "'ll", " ", " say", "'", "S", "\n\n", " 12345", " times", "!?", "  ");
    }

    @Test
    void llama3CutsSo() {
        assertThat(words(WordRules.of(Cutting.LLAMA3_BYTES), "I'LL  say (so)\n\n  12345 times!?\n\nx \n \ny 'ſ"))
                .containsExactly(
                        "I", "'LL", " ", " say", " (", "so", ")\n\n", " ", " ", "123", "45", " times", "!?\n\n", "x",
                        " \n \n", "y", " '", "ſ");
    }

    @Test
    void digitsApartAreWords() {
        assertThat(words(new WordRules(List.of(), true, Cutting.GPT2_BYTES), "in 1984½"))
                .containsExactly("in", " ", "1", "9", "8", "4", "½");
    }

    @Test
    void whitespaceAndMetaspaceCutSo() {
        assertThat(words(WordRules.of(Cutting.WHITESPACE), " don't_x ..a\u0301"))
                .containsExactly("don", "'", "t_x", "..", "a\u0301");
        assertThat(words(WordRules.of(Cutting.METASPACE), "a  b\tc")).containsExactly("▁a", "▁", "▁b\tc");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyCodePointIsCutAsTheReferenceCutsIt(WordRules rules) throws IOException {
        // The JDK decomposes this vowel sign and the reference does not; see BertWords.
        assertThat(differing(rules)).isEqualTo(rules.cutting() == Cutting.BERT_UNCASED ? Set.of(0x11938) : Set.of());
    }

    @ParameterizedTest
    @MethodSource("normalizingRules")
    void everyCodePointIsNormalizedAsTheReferenceDoesIt(WordRules rules) throws IOException {
        // What the JDK decomposes and the reference, of an older Unicode, does not; see TextNormalizer.
        Set<Integer> known = new TreeSet<>();
        if (rules.normalizers().get(0).name().matches("NFK?D")) {
            known.add(0x11938);
        }
        if (rules.normalizers().get(0).name().startsWith("NFK")) {
            known.addAll(List.of(0x32FF, 0xAB69, 0x1F16C));
            IntStream.rangeClosed(0x1FBF0, 0x1FBF9).forEach(known::add);
        }
        assertThat(differing(rules)).isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void randomTextIsCutAsTheReferenceCutsIt(WordRules rules) throws IOException {
        long seed = 20_261_123;
        Random random = new Random(seed);
        String[] parts = {
            " ", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u0085", "\u3000", "'s", "'S", "'ſ", "'re", "'LL", "'v", "'",
            "a", "Bc", "é", "e\u0301", "山", "ς", "1", "23", "½", "٣", "_", ".", "!?", "▁", "🌊", "\u200d", "\0", "ʼ"
        };
        try (NativeWords reference = new NativeWords(rules, folder)) {
            for (int i = 0; i < 4000; i++) {
                StringBuilder text = new StringBuilder();
                for (int j = random.nextInt(16); j > 0; j--) {
                    text.append(parts[random.nextInt(parts.length)]);
                }
                assertThat(words(rules, text.toString()))
                        .as("seed %d, text %d: %s", seed, i, text)
                        .isEqualTo(reference.split(text.toString()));
            }
        }
    }

    @Test
    void loneSurrogatesBecomeTheReplacementCharacter() {
        assertThat(words(WordRules.of(Cutting.GPT2_BYTES), "a\ud800b")).containsExactly("a", "\ufffd", "b");
    }

    private Set<Integer> differing(WordRules rules) throws IOException {
        Set<Integer> differing = new TreeSet<>();
        try (NativeWords reference = new NativeWords(rules, folder)) {
            // All of the planes that have letters, and a sample of the rest.
            int[] probed = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                    .filter(c -> c < 0x20000 || c % 61 == 0)
                    .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    .toArray();
            for (int from = 0; from < probed.length; from += 512) {
                int[] block = Arrays.copyOfRange(probed, from, Math.min(probed.length, from + 512));
                if (!reference.split(probe(block)).equals(words(rules, probe(block)))) {
                    IntStream.of(block)
                            .filter(c -> !reference.split(probe(c)).equals(words(rules, probe(c))))
                            .forEach(differing::add);
                }
            }
        }
        return differing;
    }

    private static String probe(int... codePoints) {
        return IntStream.of(codePoints)
                .mapToObj(Character::toString)
                .map(c -> "ab" + c + "cd " + c + "7" + c + c + "! " + c)
                .collect(Collectors.joining("\n"));
    }

    private static List<String> words(WordRules rules, String text) {
        List<String> words = new ArrayList<>();
        WordSplitter.of(rules).split(text, (in, from, to) -> words.add(in.substring(from, to)));
        return words;
    }
}
