package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UnigramModel;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnigramTrainerTest {
    private static final WordRules METASPACE = WordRules.of(Cutting.METASPACE);

    @TempDir
    Path folder;

    @Test
    void sameBytesWhateverTheThreadsAndTheOrderOfText() throws IOException {
        List<String> text = text(1, 3000);
        UnigramOptions options = UnigramOptions.ofSize(500);
        TokenizerFiles.write(folder.resolve("one"), UnigramTrainer.train(counts(text), options, 1));
        Collections.shuffle(text, new Random(2));
        byte[] one = Files.readAllBytes(folder.resolve("one/tokenizer.json"));
        for (int threads : new int[] {2, 3, 8, 11}) {
            TokenizerFiles.write(folder.resolve("more"), UnigramTrainer.train(counts(text), options, threads));
            assertThat(Files.readAllBytes(folder.resolve("more/tokenizer.json")))
                    .as("%d threads", threads)
                    .isEqualTo(one);
        }
    }

    @Test
    void everyTrainingTextIsSpeltAndReadBack() throws IOException {
        List<String> text = text(3, 500);
        UnigramModel model = UnigramTrainer.train(counts(text), UnigramOptions.ofSize(120), 2);
        TokenizerFiles.write(folder, model);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(120);
            for (String line : text) {
                int[] ids = tokenizer.encode(line);
                assertThat(IntStream.of(ids)).doesNotContain(tokenizer.special().unknown());
                assertThat(tokenizer.decode(ids)).isEqualTo(line);
            }
        }
    }

    @Test
    void probabilitiesOfPiecesAddUpToOneAtMost() throws IOException {
        UnigramModel model = UnigramTrainer.train(counts(text(4, 2000)), UnigramOptions.ofSize(5000), 2);
        double sum = model.pieces().stream()
                .skip(SpecialTokens.NAMES.size())
                .mapToDouble(piece -> Math.exp(piece.score()))
                .sum();
        // Below one by what the digamma function takes from rare pieces.
        assertThat(sum).isLessThanOrEqualTo(1).isGreaterThan(0.8);
        assertThat(model.pieces().stream().skip(5).map(UnigramModel.Piece::score))
                .isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void unknownCharactersAreSpeltInBytes() throws IOException {
        UnigramOptions options = UnigramOptions.ofSize(400).withByteFallback();
        UnigramModel model = UnigramTrainer.train(counts(text(5, 500)), options, 2);
        assertThat(model.pieces()).hasSize(400);
        assertThat(model.pieces().get(5).text()).isEqualTo("<0x00>");
        assertThat(model.pieces().get(260).text()).isEqualTo("<0xFF>");
        TokenizerFiles.write(folder, model);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            String strange = "ab \u4e16\ud83d\ude01 c";
            int[] ids = tokenizer.encode(strange);
            assertThat(IntStream.of(ids)).doesNotContain(tokenizer.special().unknown());
            assertThat(IntStream.of(ids).mapToObj(tokenizer::token))
                    .containsSubsequence("<0xE4>", "<0xB8>", "<0x96>", "<0xF0>", "<0x9F>", "<0x98>", "<0x81>");
            assertThat(tokenizer.decode(ids)).isEqualTo(strange);
        }
    }

    @Test
    void nameOfAByteInTextIsNotTheByte() throws IOException {
        List<String> text = text(6, 500);
        text.add("<0123456789ABCDEFx>");
        UnigramOptions options = UnigramOptions.ofSize(450).withByteFallback();
        TokenizerFiles.write(folder, UnigramTrainer.train(counts(text), options, 2));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            String name = "a <0x41> b";
            assertThat(IntStream.of(tokenizer.encode(name)).mapToObj(tokenizer::token))
                    .doesNotContain("<0x41>");
            assertThat(tokenizer.decode(tokenizer.encode(name))).isEqualTo(name);
        }
    }

    @Test
    void namesOfSpecialTokensInTextAreNoPieces() throws IOException {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            text.add("[SEP] [MASK]ed a[CLS]");
        }
        UnigramModel model = UnigramTrainer.train(counts(text), UnigramOptions.ofSize(60), 1);
        // The record refuses a piece that is there twice; this is about its score.
        assertThat(model.pieces().get(3)).isEqualTo(new UnigramModel.Piece(SpecialTokens.END, 0));
    }

    @Test
    void initialAlphabetIsThereThoughTheTextLacksIt() throws IOException {
        UnigramOptions plain = UnigramOptions.ofSize(60);
        UnigramOptions options = new UnigramOptions(
                60, 0.75, 16, 2, 1000, "\u00e9\ud83d\ude00", plain.specialTokens(), plain.unknownToken(), false);
        UnigramModel model = UnigramTrainer.train(counts(List.of("ab abab ba")), options, 1);
        double worst = model.pieces().get(model.pieces().size() - 1).score();
        assertThat(score(model, "\u00e9")).isCloseTo(worst, within(1e-9));
        assertThat(score(model, "\ud83d\ude00")).isCloseTo(worst + 0.0001, within(1e-9));
    }

    @Test
    void nulIsACharacterAndPartOfNoLongerPiece() throws IOException {
        UnigramModel model =
                UnigramTrainer.train(counts(List.of("ab\0cd ab\0cd ab\0ce ab")), UnigramOptions.ofSize(60), 1);
        assertThat(model.pieces().stream().map(UnigramModel.Piece::text).filter(text -> text.indexOf('\0') >= 0))
                .containsExactly("\0");
    }

    @Test
    void textOfNothingButNulHasOnePiece() throws IOException {
        WordCounts counts = new WordCounts(WordRules.of(Cutting.WHITESPACE));
        counts.add("\0");
        UnigramModel model = UnigramTrainer.train(counts, UnigramOptions.ofSize(60), 1);
        assertThat(model.pieces().get(5).text()).isEqualTo("\0");
        assertThat(model.pieces()).hasSize(6);
    }

    @Test
    void trainsOnWordsThatLieOnDisk() throws IOException {
        List<String> text = text(9, 20_000);
        UnigramModel expected = UnigramTrainer.train(counts(text), UnigramOptions.ofSize(200), 2);
        try (SpilledWordCounts spilled = new SpilledWordCounts(METASPACE, folder, SpilledWordCounts.LEAST_BYTES)) {
            for (String line : text) {
                spilled.add(line);
            }
            assertThat(spilled.runs()).isPositive();
            assertThat(UnigramTrainer.train(spilled, UnigramOptions.ofSize(200), 2))
                    .isEqualTo(expected);
        }
    }

    @Test
    void halfASurrogatePairCountsAsReplacementCharacter() throws IOException {
        UnigramModel model = UnigramTrainer.train(counts(List.of("a\ud83d b")), UnigramOptions.ofSize(60), 1);
        assertThat(score(model, "\ufffd")).isLessThan(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnigramModel.Piece("\ud83d", -1))
                .withMessageContaining("expected whole characters");
    }

    @Test
    void progressRisesToItsEndWithoutChangingTheResult() throws IOException {
        List<String> text = text(10, 3000);
        UnigramOptions options = UnigramOptions.ofSize(100);
        List<Long> done = new ArrayList<>();
        List<Long> left = new ArrayList<>();
        UnigramModel model = UnigramTrainer.train(counts(text), options, 2, (passes, of) -> {
            done.add(passes);
            left.add(of - passes);
        });
        assertThat(model).isEqualTo(UnigramTrainer.train(counts(text), options, 2));
        assertThat(done).hasSizeGreaterThan(4);
        for (int i = 0; i < done.size(); i++) {
            assertThat(done.get(i)).isEqualTo(i + 1L);
            // No more than there are, and the closer the nearer: each pass may save one that was expected.
            assertThat(left.get(i)).isGreaterThanOrEqualTo(done.size() - i - 1L);
        }
        assertThat(left.get(left.size() - 1)).isZero();
    }

    @Test
    void noTextIsAnError() {
        assertThatThrownBy(() -> UnigramTrainer.train(counts(List.of()), UnigramOptions.ofSize(100), 1))
                .isInstanceOf(UsageException.class)
                .hasMessage("vocabulary training: expected text with at least one word, got none");
    }

    @Test
    void vocabularyTooSmallForItsCharactersSaysWhichSizeWouldDo() throws IOException {
        // a, b, c and the mark of a space
        WordCounts counts = counts(List.of("abc abc ab"));
        assertThatThrownBy(() -> UnigramTrainer.train(counts, UnigramOptions.ofSize(8), 1))
                .isInstanceOf(UsageException.class)
                .hasMessage("vocabularySize: expected 9 or more, for 5 special tokens and 4 characters, got 8");
        assertThat(UnigramTrainer.train(counts, UnigramOptions.ofSize(9), 1).pieces())
                .hasSize(9);
        UnigramOptions bytes = UnigramOptions.ofSize(264).withByteFallback();
        assertThatThrownBy(() -> UnigramTrainer.train(counts, bytes, 1))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "expected 265 or more, for 5 special tokens, 256 bytes and 4 characters, got 264");
    }

    @Test
    void optionsAreCheckedAtBirth() {
        UnigramOptions good = UnigramOptions.ofSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> UnigramOptions.ofSize(0));
        for (double factor : new double[] {0, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new UnigramOptions(
                            100, factor, 16, 2, 1000, "", good.specialTokens(), good.unknownToken(), false))
                    .withMessageContaining("shrinkingFactor: expected a number above 0 and below 1, got " + factor);
        }
        assertThatThrownBy(() -> new UnigramOptions(100, 0.5, 16, 2, 1000, "", List.of("x", "x"), "x", false))
                .isInstanceOf(UsageException.class)
                .hasMessage("specialTokens: expected each once, got x again");
        assertThatThrownBy(() -> new UnigramOptions(100, 0.5, 16, 2, 1000, "", List.of("x"), "y", false))
                .isInstanceOf(UsageException.class)
                .hasMessage("unknownToken: expected one of [x], got y");
        assertThatThrownBy(() -> new UnigramOptions(100, 0.5, 16, 2, 1000, "\ud83d", List.of("x"), "x", false))
                .isInstanceOf(UsageException.class)
                .hasMessage("initialAlphabet: expected whole characters, got half a pair, U+D83D");
        WordCounts bytes = new WordCounts(WordRules.of(Cutting.GPT2_BYTES));
        bytes.add("a");
        assertThatIllegalArgumentException().isThrownBy(() -> UnigramTrainer.train(bytes, good, 1));
    }

    @Test
    void countsBeyondThirtyTwoBitsAreNotLost() throws IOException {
        CountedWords many = new CountedWords() {
            @Override
            public WordRules rules() {
                return METASPACE;
            }

            @Override
            public void forEach(Visitor visitor) {
                visitor.visit("ab", 1L << 40);
                visitor.visit("b", 1);
            }
        };
        UnigramModel model = UnigramTrainer.train(many, UnigramOptions.ofSize(20), 2);
        assertThat(score(model, "b") - score(model, "a")).isCloseTo(0, within(1e-3));
    }

    @Test
    void digammaIsTheDerivativeOfTheLogarithmOfTheGammaFunction() {
        double euler = 0.5772156649015329;
        assertThat(UnigramTrainer.digamma(1)).isCloseTo(-euler, within(1e-10));
        assertThat(UnigramTrainer.digamma(0.5)).isCloseTo(-euler - 2 * Math.log(2), within(1e-10));
        double harmonic = IntStream.range(1, 100).mapToDouble(i -> 1.0 / i).sum();
        assertThat(UnigramTrainer.digamma(100)).isCloseTo(harmonic - euler, within(1e-12));
    }

    private static double score(UnigramModel model, String text) {
        return model.pieces().stream()
                .filter(piece -> piece.text().equals(text))
                .findFirst()
                .orElseThrow()
                .score();
    }

    private static WordCounts counts(List<String> text) {
        WordCounts counts = new WordCounts(METASPACE);
        text.forEach(counts::add);
        return counts;
    }

    /** Lines of made-up words of syllables, some of them more frequent. */
    private static List<String> text(long seed, int lines) {
        Random random = new Random(seed);
        String[] syllables = {"ba", "ki", "lo", "mu", "ne", "sta", "tri", "\u00e9l", "\u0161o", "\ud83d\ude00", "x", "q"
        };
        List<String> text = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            StringBuilder words = new StringBuilder();
            for (int word = 0; word < 5; word++) {
                words.append(word == 0 ? "" : " ");
                for (int left = 1 + random.nextInt(4); left > 0; left--) {
                    double place = random.nextDouble();
                    words.append(syllables[(int) (place * place * syllables.length)]);
                }
            }
            text.add(words.toString());
        }
        return text;
    }
}
