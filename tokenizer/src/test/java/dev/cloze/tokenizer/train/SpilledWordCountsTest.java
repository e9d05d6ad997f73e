package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import dev.cloze.tokenizer.text.BertWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpilledWordCountsTest {
    private static final long SEED = 23;
    private static final long LEAST_MEMORY = 1 << 18;
    private static final WordRules RULES = WordRules.of(Cutting.GPT2_BYTES);

    @TempDir
    Path folder;

    @Test
    void countsAreThoseOfMemory() throws IOException {
        WordCounts inMemory = new WordCounts(RULES);
        try (SpilledWordCounts spilled = new SpilledWordCounts(RULES, folder, LEAST_MEMORY)) {
            for (String text : texts()) {
                inMemory.add(text);
                spilled.add(text);
            }
            assertThat(spilled.runs()).as("seed %d", SEED).isGreaterThan(3);
            assertThat(list(spilled)).isEqualTo(list(inMemory));
            assertThat(list(spilled)).as("read again").isEqualTo(list(inMemory));
            BpeOptions options = BpeOptions.ofBytes(2000);
            assertThat(BpeTrainer.train(spilled, options)).isEqualTo(BpeTrainer.train(inMemory, options));
        }
        assertThat(filesIn(folder)).as("left on disk").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void threadsCountTheSame(int threads) throws IOException, InterruptedException {
        WordCounts inMemory = new WordCounts(RULES);
        try (SpilledWordCounts sum = new SpilledWordCounts(RULES, folder, LEAST_MEMORY)) {
            try (CountingThreads counting = new CountingThreads(sum, threads)) {
                for (String text : texts()) {
                    inMemory.add(text);
                    counting.add(text);
                }
                counting.finish();
            }
            assertThat(sum.runs()).isPositive();
            assertThat(list(sum)).as("seed %d", SEED).isEqualTo(list(inMemory));
        }
        assertThat(filesIn(folder)).as("left on disk").isEmpty();
    }

    @Test
    void manyRunsAreMergedOnTheWay() throws IOException {
        WordCounts inMemory = new WordCounts(RULES);
        try (SpilledWordCounts spilled = new SpilledWordCounts(RULES, folder, LEAST_MEMORY)) {
            List<String> texts = texts();
            int most = 0;
            int rounds = 0;
            while (spilled.runs() >= most) {
                most = spilled.runs();
                for (String text : texts.subList(0, 500)) {
                    inMemory.add(text);
                    spilled.add(text);
                }
                assertThat(++rounds).as("rounds without a merge").isLessThan(200);
            }
            assertThat(most).isGreaterThan(55);
            assertThat(list(spilled)).isEqualTo(list(inMemory));
        }
    }

    @Test
    void faultOfAThreadReachesTheCaller() throws IOException {
        try (SpilledWordCounts sum = new SpilledWordCounts(RULES, folder, LEAST_MEMORY);
                CountingThreads counting = new CountingThreads(sum, 2)) {
            Files.delete(filesIn(folder).get(0));
            assertThatThrownBy(() -> {
                        for (String text : texts()) {
                            counting.add(text);
                        }
                        counting.finish();
                    })
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void runThatWasCutOffIsNoticed() throws IOException {
        try (SpilledWordCounts spilled = new SpilledWordCounts(RULES, folder, LEAST_MEMORY)) {
            for (String text : texts()) {
                spilled.add(text);
            }
            Path run = filesIn(filesIn(folder).get(0)).get(0);
            byte[] bytes = Files.readAllBytes(run);
            Files.write(run, Arrays.copyOf(bytes, bytes.length - 4));
            assertThatThrownBy(() -> list(spilled))
                    .isInstanceOf(DataException.class)
                    .hasMessage(run + ": expected words to the mark of the end, got the end of the file");
        }
    }

    @Test
    void runThatWasChangedIsNoticed() throws IOException {
        try (SpilledWordCounts spilled = new SpilledWordCounts(RULES, folder, LEAST_MEMORY)) {
            for (String text : texts()) {
                spilled.add(text);
            }
            Path run = filesIn(filesIn(folder).get(0)).get(0);
            byte[] bytes = Files.readAllBytes(run);
            // The last byte of the count of the first word, whose length stands in the first four bytes.
            bytes[4 + bytes[3] + 7] ^= 1;
            Files.write(run, bytes);
            assertThatThrownBy(() -> list(spilled))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(run + ": expected the checksum ");
        }
    }

    @Test
    void longTextIsCutWhereNoWordCanBe() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder();
        String[] parts = {"ab", "Cd", " ", "  ", "\n", "'s", "12", "é", "e\u0301 ", "山", " \u0301", "!?"};
        while (text.length() < 400_000) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        for (WordRules.Cutting cutting : WordRules.Cutting.values()) {
            for (List<WordRules.Normalizer> normalizers :
                    List.of(List.<WordRules.Normalizer>of(), List.of(WordRules.Normalizer.NFC))) {
                WordRules rules = new WordRules(normalizers, false, cutting);
                WordCounts whole = new WordCounts(rules);
                new WordCutter(rules, Integer.MAX_VALUE)
                        .cut(text.toString(), (in, from, to) -> whole.addWord(new String(in, from, to - from), 1));
                try (SpilledWordCounts parted = new SpilledWordCounts(rules, folder, LEAST_MEMORY)) {
                    try (CountingThreads counting = new CountingThreads(parted, 2)) {
                        counting.add(text.toString());
                        counting.finish();
                    }
                    assertThat(list(parted)).as("%s", rules).isEqualTo(list(whole));
                }
            }
        }
    }

    @Test
    void bertsWordsAreThoseOfItsOneWalkThroughTheText() {
        Random random = new Random(SEED);
        for (boolean lowerCase : new boolean[] {true, false}) {
            BertChunks chunks = new BertChunks(lowerCase);
            BertWords walk = new BertWords(lowerCase);
            for (int i = 0; i < 3000; i++) {
                StringBuilder text = new StringBuilder();
                for (int left = random.nextInt(30); left > 0; left--) {
                    int[] firsts = {0, 0x20, 0x20, 0x20, 0x41, 0x61, 0x70, 0xC0, 0x300, 0x1FF0, 0x4E00, 0xAC00};
                    text.appendCodePoint(firsts[random.nextInt(firsts.length)] + random.nextInt(48));
                }
                List<String> expected = new ArrayList<>();
                walk.split(text.toString(), expected::add);
                List<String> words = new ArrayList<>();
                char[] characters = text.toString().toCharArray();
                chunks.cut(
                        characters, 0, characters.length, (in, from, to) -> words.add(new String(in, from, to - from)));
                assertThat(words).as("seed %d, text %d: %s", SEED, i, text).isEqualTo(expected);
            }
        }
    }

    @Test
    void wordsAreSortedAsTextIs() {
        Random random = new Random(SEED);
        WordCounts counts = new WordCounts(RULES);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            // Long beginnings in common, words that are beginnings of others, and the character 0.
            String word = "a".repeat(random.nextInt(1200)) + "\0".repeat(random.nextInt(3)) + (char) random.nextInt(99);
            words.add(word);
            counts.addWord(word, 1);
        }
        assertThat(counts.sortedWords())
                .isEqualTo(words.stream().distinct().sorted().toList());
    }

    @Test
    void memoryAndThreadsAreChecked() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpilledWordCounts(RULES, folder, 1000))
                .withMessage("memoryBytes: expected 262144 or more, got 1000");
        try (SpilledWordCounts sum = new SpilledWordCounts(RULES, folder, LEAST_MEMORY)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CountingThreads(sum, 0))
                    .withMessage("threads: expected 1 or more, got 0");
        }
    }

    /** Some 60,000 distinct words, characters beyond the basic plane and beyond the surrogates among them. */
    private static List<String> texts() {
        Random random = new Random(SEED);
        String[] letters = {"a", "b", "ç", "\ufb01", "\ud840\udc00", "\uffee", "x"};
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 40; word++) {
                for (int letter = random.nextInt(9); letter >= 0; letter--) {
                    text.append(letters[random.nextInt(letters.length)]);
                }
                text.append(' ');
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static List<String> list(CountedWords words) throws IOException {
        List<String> list = new ArrayList<>();
        words.forEach((word, count) -> list.add(word + '\t' + count));
        return list;
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
