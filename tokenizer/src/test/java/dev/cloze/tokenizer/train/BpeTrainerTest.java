package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import dev.cloze.tokenizer.WordRules.Normalizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BpeTrainerTest {
    /** Counts: the 3, tide 2, rose 2, fell 2, boat 1, and 1. */
    private static final String ELEVEN_WORDS = "the tide rose the tide fell the boat rose and fell";

    private static final WordRules WHITESPACE = WordRules.of(Cutting.WHITESPACE);
    private static final WordRules GPT2 = WordRules.of(Cutting.GPT2_BYTES);
    private static final OptionalInt NONE = OptionalInt.empty();

    @TempDir
    Path folder;

    @Test
    void elevenWordsGiveTheseMerges() throws IOException {
        List<String> expected = new ArrayList<>(SpecialTokens.NAMES); // ids 0 to 4
        expected.addAll(List.of("a", "b", "d", "e", "f", "h", "i", "l", "n", "o", "r", "s", "t")); // 5 to 17
        expected.add("he"); // 18: h e and t h both occur 3 times; h has the smaller id
        expected.add("the"); // 19: t he, 3 times
        expected.add("de"); // 20: of those that occur twice, d has the smallest left id
        expected.add("el"); // 21: e is next
        expected.add("fel"); // 22: f el; l l is gone since its first l was joined
        expected.add("ide"); // 23: i de
        expected.add("os"); // 24: o s comes before r o
        expected.add("ros"); // 25: r os
        expected.add("tide"); // 26: t ide
        expected.add("fell"); // 27: fel l
        expected.add("rose"); // 28: ros e; what remains occurs once

        BpeModel model = train(WHITESPACE, BpeOptions.ofSize(100), ELEVEN_WORDS);
        assertThat(model.pieces()).isEqualTo(expected);
        assertThat(model.merges().stream().map(model::text))
                .containsExactly("h e", "t he", "d e", "e l", "f el", "i de", "o s", "r os", "t ide", "fel l", "ros e");
    }

    @Test
    void smallerVocabularyIsABeginningOfALargerOne() throws IOException {
        BpeModel large = train(WHITESPACE, BpeOptions.ofSize(100), ELEVEN_WORDS);
        for (int size = 18; size < large.pieces().size(); size++) {
            BpeModel small = train(WHITESPACE, BpeOptions.ofSize(size), ELEVEN_WORDS);
            assertThat(small.pieces()).isEqualTo(large.pieces().subList(0, size));
            assertThat(small.merges()).isEqualTo(large.merges().subList(0, size - 18));
        }
    }

    @Test
    void vocabularyTooSmallForItsCharactersSaysWhichSizeWouldDo() {
        assertThatThrownBy(() -> train(WHITESPACE, BpeOptions.ofSize(17), ELEVEN_WORDS))
                .isInstanceOf(UsageException.class)
                .hasMessage("vocabularySize: expected 18 or more, for 5 special tokens and 13 characters, got 17;"
                        + " a smaller alphabetLimit needs less");
        assertThatThrownBy(() -> train(GPT2, BpeOptions.ofBytes(260), ELEVEN_WORDS))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("expected 261 or more, for 5 special tokens and 256 characters, got 260");
    }

    @Test
    void emptyCorpusIsTheUsersMistake() {
        assertThatThrownBy(() -> train(GPT2, BpeOptions.ofBytes(300), ""))
                .isInstanceOf(UsageException.class)
                .hasMessage("vocabulary training: expected text with at least one word, got none");
        assertThatThrownBy(() -> train(WHITESPACE, BpeOptions.ofSize(300), " \n"))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void optionsAreCheckedAtBirth() {
        assertThatThrownBy(() -> special("[PAD]", "[UNK]", "[PAD]"))
                .isInstanceOf(UsageException.class)
                .hasMessage("specialTokens: expected each once, got [PAD] again");
        assertThatThrownBy(() -> special("")).isInstanceOf(UsageException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BpeOptions.ofSize(0))
                .withMessage("vocabularySize: expected 1 or more, got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> options(0, Set.of(), NONE, "", NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> options(1, Set.of(), OptionalInt.of(0), "", NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> options(1, Set.of(), NONE, "", OptionalInt.of(0)));
        assertThatThrownBy(() -> options(1, Set.of(), NONE, "# ", NONE))
                .isInstanceOf(UsageException.class)
                .hasMessage("continuingPrefix, endOfWordSuffix: expected no space, got \"# \"");
        assertThatThrownBy(() -> options(1, Set.of(0xD800), NONE, "", NONE))
                .isInstanceOf(UsageException.class)
                .hasMessage("initialAlphabet: expected characters without space and surrogates, got U+D800");
    }

    @Test
    void missingSpecialTokenIsNamedWhenFilesAreWritten() throws IOException {
        BpeModel model = train(GPT2, special("<s>", "<pad>", "</s>", "<unk>"), "some text");
        assertThatThrownBy(() -> TokenizerFiles.write(folder, model))
                .isInstanceOf(UsageException.class)
                .hasMessage("specialTokens: expected [MASK] or <mask>, got [<s>, <pad>, </s>, <unk>]");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void robertasNamesPlayTheirRoles() throws IOException {
        TokenizerFiles.write(
                folder, train(GPT2, special("<s>", "<pad>", "</s>", "<unk>", "<mask>"), "some text and some more"));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(1, 3, 0, 2, 4));
            int[] plain = tokenizer.encode("some");
            assertThat(tokenizer.encodeWithMasks("some <mask>"))
                    .hasSize(plain.length + 1)
                    .startsWith(plain)
                    .endsWith(4);
        }
    }

    @Test
    void vocabularyTextOfAnotherOneIsRemoved() throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "another's\n");
        TokenizerFiles.write(folder, train(GPT2, BpeOptions.ofBytes(300), ELEVEN_WORDS));
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cutting.class,
            names = {"GPT2_BYTES", "LLAMA3_BYTES"})
    void decodingOfBytesGivesBackEveryText(Cutting cutting) throws IOException {
        long seed = 6;
        Random random = new Random(seed);
        TokenizerFiles.write(folder, train(WordRules.of(cutting), BpeOptions.ofBytes(400), randomText(random, 20_000)));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            for (int i = 0; i < 3000; i++) {
                String text = randomText(random, random.nextInt(40));
                assertThat(tokenizer.decode(tokenizer.encode(text)))
                        .as("seed %d, text %d", seed, i)
                        .isEqualTo(text);
            }
            assertThat(tokenizer.decode(tokenizer.encode("\0[MASK] </s>\ud800")))
                    .isEqualTo("\0[MASK] </s>\ufffd");
        }
    }

    @Test
    void nulIsALetterLikeOthers() throws IOException {
        BpeModel bytes = train(GPT2, BpeOptions.ofBytes(263), "\0\0 \0\0 \0\0");
        assertThat(bytes.pieces()).endsWith("ĀĀ", "ĠĀĀ");
        BpeModel characters = train(WordRules.of(Cutting.METASPACE), BpeOptions.ofSize(9), "\0\0 \0\0");
        assertThat(characters.pieces()).endsWith("\0", "▁", "\0\0", "▁\0\0");
        TokenizerFiles.write(folder, characters);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("\0\0")).containsExactly(8);
        }
    }

    @Test
    void initialAlphabetIsThereThoughTheTextLacksIt() throws IOException {
        BpeModel model = train(WHITESPACE, options(2, Set.of((int) 'z', 0x1F30A), NONE, "", NONE), "ab ab");
        assertThat(model.pieces().subList(5, 10)).containsExactly("a", "b", "z", "\ud83c\udf0a", "ab");
        BpeModel limited = train(WHITESPACE, options(2, Set.of((int) 'z'), OptionalInt.of(2), "", NONE), "b b a c c c");
        assertThat(limited.pieces().subList(5, 7)).containsExactly("c", "z");
    }

    @Test
    void longestPieceIsAsLongAsTheReferenceLetsIt() throws IOException {
        String text = "abc abc abcd";
        assertThat(train(WHITESPACE, options(1, Set.of(), NONE, "", OptionalInt.of(4)), text)
                        .pieces())
                .contains("abc")
                .doesNotContain("abcd");
        assertThat(train(WHITESPACE, options(1, Set.of(), NONE, "", OptionalInt.of(5)), text)
                        .pieces())
                .contains("abcd");
        // Two characters are always joined.
        assertThat(train(WHITESPACE, options(1, Set.of(), NONE, "", OptionalInt.of(1)), "abcd")
                        .pieces())
                .contains("ab", "cd");
    }

    @Test
    void marksTellBeginningAndEndOfWords() throws IOException {
        BpeModel model = train(WHITESPACE, options(2, Set.of(), NONE, "##", NONE), "aa aa b aaa");
        assertThat(model.pieces().subList(5, model.pieces().size()))
                .containsExactly("a", "b", "##a", "##a</w>", "b</w>", "aa</w>");
        TokenizerFiles.write(folder, model);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("aa b")).containsExactly(10, 9);
        }
    }

    @Test
    void countsBeyond32BitsKeepTheirOrder() throws IOException {
        WordCounts counts = new WordCounts(WHITESPACE);
        counts.add("ab cd cd");
        for (int doubling = 0; doubling < 32; doubling++) {
            WordCounts copy = new WordCounts(WHITESPACE);
            copy.addAll(counts);
            counts.addAll(copy);
        }
        assertThat(counts.count("cd")).isEqualTo(1L << 33);
        assertThat(BpeTrainer.train(counts, BpeOptions.ofSize(10)).pieces()).endsWith("d", "cd");
    }

    @Test
    void wordOfAMillionLettersIsAWord() throws IOException {
        Random random = new Random(4);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            text.append((char) ('a' + random.nextInt(4)));
        }
        WordCounts counts = new WordCounts(WHITESPACE);
        counts.add(text.toString());
        assertThat(counts.distinct()).isEqualTo(1);
        assertThat(BpeTrainer.train(counts, BpeOptions.ofSize(100)).merges()).hasSize(91);
    }

    @Test
    void trainedFilesLoadWithEveryRule() throws IOException {
        for (Cutting cutting : Cutting.values()) {
            WordRules rules = new WordRules(List.of(Normalizer.values()), true, cutting);
            BpeOptions options = rules.isOfBytes() ? BpeOptions.ofBytes(300) : BpeOptions.ofSize(300);
            Path place = folder.resolve(cutting.name());
            TokenizerFiles.write(place, train(rules, options, "Some text, 1984 of it; 山川 too"));
            try (Tokenizer tokenizer = Tokenizer.load(place)) {
                assertThat(tokenizer.encode("some TEXT")).isNotEmpty().doesNotContain(1);
            }
        }
    }

    private static BpeOptions special(String... tokens) {
        return new BpeOptions(300, 2, List.of(tokens), BpeOptions.byteAlphabet(), NONE, "", "", NONE);
    }

    /** With a prefix there is a suffix too. */
    private static BpeOptions options(
            long frequency, Set<Integer> alphabet, OptionalInt limit, String prefix, OptionalInt longest) {
        String suffix = prefix.isEmpty() ? "" : "</w>";
        return new BpeOptions(100, frequency, SpecialTokens.NAMES, alphabet, limit, prefix, suffix, longest);
    }

    private static String randomText(Random random, int length) {
        int[] firsts = {0, 0x20, 0x41, 0x61, 0xC0, 0x300, 0x3B1, 0x900, 0x2000, 0x4E00, 0xD7C0, 0xFFC0, 0x1F300};
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int c = firsts[random.nextInt(firsts.length)] + random.nextInt(64);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                text.appendCodePoint(c);
            }
        }
        return text.toString();
    }

    private static BpeModel train(WordRules rules, BpeOptions options, String text) throws IOException {
        WordCounts counts = new WordCounts(rules);
        counts.add(text);
        return BpeTrainer.train(counts, options);
    }
}
