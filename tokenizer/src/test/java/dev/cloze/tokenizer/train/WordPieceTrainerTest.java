package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordPieceTrainerTest {
    /** Counts: the 3, tide 2, rose 2, fell 2, boat 1, and 1. */
    private static final String ELEVEN_WORDS = "the tide rose the tide fell the boat rose and fell";

    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final List<String> CHARACTERS =
            List.of("a", "b", "d", "e", "f", "h", "i", "l", "n", "o", "r", "s", "t");
    private static final List<String> CONTINUATIONS =
            List.of("##a", "##d", "##e", "##h", "##i", "##l", "##n", "##o", "##s", "##t");

    @Test
    void elevenWordsGiveThisVocabulary() {
        List<String> expected = new ArrayList<>();
        expected.addAll(SPECIAL); // ids 0 to 4
        expected.addAll(CHARACTERS); // ids 5 to 17, by code point
        expected.addAll(CONTINUATIONS); // ids 18 to 27: what stands inside a word (f, b and r never do)
        expected.add("th"); // 28: t ##h and ##h ##e both occur 3 times; t has the smaller id
        expected.add("the"); // 29: th ##e, 3 times
        expected.add("fe"); // 30: of those that occur twice, f has the smallest left id
        expected.add("ro"); // 31: r is next
        expected.add("ti"); // 32: t is next; its pair with ##h is gone
        expected.add("##de"); // 33: ##d ##e, the smallest left id of what remains
        expected.add("##ll"); // 34: ##l ##l; ##e ##l is gone since fe was joined
        expected.add("##se"); // 35: ##s ##e
        expected.add("fell"); // 36: fe ##ll
        expected.add("rose"); // 37: ro ##se
        expected.add("tide"); // 38: ti ##de; what remains occurs once

        assertThat(train(100, 2).pieces()).isEqualTo(expected);

        expected.add("an"); // 39: of those that occur once, a has the smallest left id
        expected.add("bo"); // 40
        expected.add("##at"); // 41: ##a ##t comes before an ##d, since 18 is less than 39
        expected.add("and"); // 42
        expected.add("boat"); // 43: nothing is left to join
        assertThat(train(100, 1).pieces()).isEqualTo(expected);
    }

    @Test
    void smallerVocabularyIsABeginningOfALargerOne() {
        List<String> large = train(100, 1).pieces();
        for (int size = 28; size < large.size(); size++) {
            assertThat(train(size, 1).pieces()).isEqualTo(large.subList(0, size));
        }
    }

    @Test
    void vocabularyTooSmallForItsCharactersSaysWhichSizeWouldDo() {
        assertThat(train(28, 1).pieces()).hasSize(28);
        assertThatThrownBy(() -> train(27, 1))
                .isInstanceOf(UsageException.class)
                .hasMessage("vocabularySize: expected 28 or more, for 5 special tokens and 23 characters with and"
                        + " without ##, got 27; a smaller alphabetLimit needs less");
    }

    @Test
    void emptyCorpusIsTheUsersMistake() {
        WordCounts none = new WordCounts(true);
        none.add(" \n\u200b");
        assertThatThrownBy(() -> WordPieceTrainer.train(none, WordPieceOptions.ofSize(100)))
                .isInstanceOf(UsageException.class)
                .hasMessage("vocabulary training: expected text with at least one word, got none");
    }

    @Test
    void alphabetKeepsTheMostFrequentCharacters() {
        WordCounts counts = new WordCounts(true);
        counts.add("aaa bb cb d c");
        // a 3, b 3, c 2, d 1: d goes, and then c, though it is inside no word that a and b spell.
        assertThat(WordPieceTrainer.train(counts, new WordPieceOptions(20, 2, 2))
                        .pieces())
                .isEqualTo(concat(SPECIAL, List.of("a", "b", "##a", "##b")));
        assertThat(WordPieceTrainer.train(counts, new WordPieceOptions(20, 2, 3))
                        .pieces())
                .isEqualTo(concat(SPECIAL, List.of("a", "b", "c", "##a", "##b")));
    }

    @Test
    void equallyRareCharactersLeaveFromTheHighestCodePoint() {
        WordCounts counts = new WordCounts(true);
        counts.add("z y x w");
        assertThat(WordPieceTrainer.train(counts, new WordPieceOptions(20, 1, 2))
                        .pieces())
                .isEqualTo(concat(SPECIAL, List.of("w", "x")));
    }

    @Test
    void overlappingPairsJoinFromTheLeft() {
        WordCounts counts = new WordCounts(true);
        counts.add("aaaaaa");
        // a ##a ##a ##a ##a ##a: ##a ##a occurs 4 times, so it is joined to a ##aa ##aa ##a.
        // Taking overlaps back leaves a ##aa and ##aa ##aa and ##aa ##a once each; a has the smallest id.
        assertThat(WordPieceTrainer.train(counts, new WordPieceOptions(9, 1, 9)).pieces())
                .isEqualTo(concat(SPECIAL, List.of("a", "##a", "##aa", "aaa")));
    }

    @Test
    void orderAndThreadsOfCountingDoNotMatter() {
        long seed = 11;
        List<String> texts = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 20; j++) {
                text.append((char) ('a' + random.nextInt(4))).append(random.nextInt(3) == 0 ? " " : "");
            }
            texts.add(text.toString());
        }
        WordCounts alone = new WordCounts(true);
        texts.forEach(alone::add);
        List<String> expected =
                WordPieceTrainer.train(alone, WordPieceOptions.ofSize(400)).pieces();
        for (int threads = 2; threads <= 7; threads++) {
            Collections.shuffle(texts, random);
            List<WordCounts> parts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                parts.add(new WordCounts(true));
            }
            for (int i = 0; i < texts.size(); i++) {
                parts.get(i % threads).add(texts.get(i));
            }
            Collections.shuffle(parts, random);
            WordCounts together = new WordCounts(true);
            parts.forEach(together::addAll);
            assertThat(WordPieceTrainer.train(together, WordPieceOptions.ofSize(400))
                            .pieces())
                    .as("seed %d, %d parts", seed, threads)
                    .isEqualTo(expected);
        }
    }

    @Test
    void countsBeyond32BitsKeepTheirOrder() {
        WordCounts counts = new WordCounts(true);
        counts.add("ab cd cd");
        for (int doubling = 0; doubling < 32; doubling++) {
            counts.addAll(copy(counts));
        }
        assertThat(counts.count("cd")).isEqualTo(1L << 33);
        // In 32 bits both counts would be 0; in 64 c ##d is ahead, though a ##b has the smaller ids.
        assertThat(WordPieceTrainer.train(counts, new WordPieceOptions(12, 1L << 32, 9))
                        .pieces())
                .endsWith("cd");
    }

    @Test
    void optionsAreCheckedAtBirth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WordPieceOptions(0, 1, 1))
                .withMessage("vocabularySize: expected 1 or more, got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new WordPieceOptions(1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new WordPieceOptions(1, 1, 0));
    }

    private static WordPieceModel train(int size, long leastFrequency) {
        WordCounts counts = new WordCounts(true);
        counts.add(ELEVEN_WORDS);
        return WordPieceTrainer.train(counts, new WordPieceOptions(size, leastFrequency, 1000));
    }

    private static WordCounts copy(WordCounts counts) {
        WordCounts copy = new WordCounts(counts.rules());
        copy.addAll(counts);
        return copy;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
