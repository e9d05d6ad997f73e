package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words against those of the native engine, which shows them when its model spells words in bytes. */
class BertWordsTest {
    @TempDir
    Path folder;

    @Test
    void wordsAreCutAtSpacesAndAroundPunctuation() {
        assertThat(words(true, "Don't stop-it, 山川!"))
                .containsExactly("don", "'", "t", "stop", "-", "it", ",", "山", "川", "!");
        assertThat(words(false, "Don't")).containsExactly("Don", "'", "t");
        assertThat(words(true, "")).isEmpty();
    }

    @Test
    void accentsGoOnlyWithLowerCasing() {
        assertThat(words(true, "Ôté O\u0302te\u0301")).containsExactly("ote", "ote");
        assertThat(words(false, "Ôté")).containsExactly("Ôté");
    }

    @Test
    void controlCharactersJoinWhatStandsBesideThem() {
        assertThat(words(true, "a\u000bb c\u0085d e\u200bf g\u0000h\ufffdi \ud800j"))
                .containsExactly("ab", "cd", "ef", "ghi", "j");
    }

    @Test
    void lowerCaseKnowsNoFinalSigma() {
        assertThat(words(true, "ΛΟΓΟΣ")).containsExactly("λογοσ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyCodePointIsTreatedAsTheReferenceTreatsIt(boolean lowerCase) throws IOException {
        TreeSet<Integer> differing = new TreeSet<>();
        try (NativeWords reference = new NativeWords(WordRules.bert(lowerCase), folder)) {
            // All of the planes that have letters, and a sample of the rest.
            int[] probed = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                    .filter(c -> c < 0x20000 || c % 61 == 0)
                    .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    .toArray();
            for (int from = 0; from < probed.length; from += 512) {
                int[] block = Arrays.copyOfRange(probed, from, Math.min(probed.length, from + 512));
                if (!reference.split(probe(block)).equals(words(lowerCase, probe(block)))) {
                    IntStream.of(block)
                            .filter(c -> !reference.split(probe(c)).equals(words(lowerCase, probe(c))))
                            .forEach(differing::add);
                }
            }
        }
        // The JDK decomposes this vowel sign and the reference does not; see BertWords.
        assertThat(differing).isEqualTo(lowerCase ? new TreeSet<>(List.of(0x11938)) : new TreeSet<>());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void randomTextIsCutAsTheReferenceCutsIt(boolean lowerCase) throws IOException {
        long seed = 20_261_122;
        Random random = new Random(seed);
        // Letters, accents, marks in any order, Hangul parts, ideographs, spaces and controls beside each other.
        int[] firsts = {
            0x20, 0x41, 0xC0, 0x300, 0x340, 0x3B1, 0x591, 0x900, 0x1100, 0x1161, 0x1E00, 0x2000, 0x3041, 0x4E00, 0xAC00
        };
        try (NativeWords reference = new NativeWords(WordRules.bert(lowerCase), folder)) {
            for (int i = 0; i < 3000; i++) {
                StringBuilder text = new StringBuilder();
                for (int j = random.nextInt(30); j > 0; j--) {
                    text.appendCodePoint(firsts[random.nextInt(firsts.length)] + random.nextInt(48));
                }
                assertThat(words(lowerCase, text.toString()))
                        .as("seed %d, text %d: %s", seed, i, text)
                        .isEqualTo(reference.split(text.toString()));
            }
        }
    }

    private static String probe(int... codePoints) {
        return IntStream.of(codePoints)
                .mapToObj(Character::toString)
                .map(c -> "ab" + c + "cd " + c + "X")
                .collect(Collectors.joining(" "));
    }

    private static List<String> words(boolean lowerCase, String text) {
        List<String> words = new ArrayList<>();
        new BertWords(lowerCase).split(text, words::add);
        return words;
    }
}
