package dev.cloze.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final List<String> PIECES = List.of(
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[", "]", "sep", "mask", "the", "tide", "##s", "t", "##he",
            ".");

    @TempDir
    Path folder;

    private Tokenizer tokenizer;

    @BeforeEach
    void load() throws IOException {
        TokenizerFiles.write(folder, new WordPieceModel(PIECES, true));
        tokenizer = Tokenizer.load(folder);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void encodesBareIds() {
        assertThat(tokenizer.encode("The tides.")).containsExactly(9, 10, 11, 14);
        assertThat(tokenizer.encode("")).isEmpty();
        assertThat(tokenizer.encodeAll(List.of("tide", "", "the the")))
                .containsExactly(new int[] {10}, new int[0], new int[] {9, 9});
    }

    @Test
    void textNeverBecomesASpecialId() {
        // The template, the padding and the added tokens of the reference would give 2, 3, 4 and 0 here.
        assertThat(tokenizer.encode("[SEP] [MASK]")).containsExactly(5, 7, 6, 5, 8, 6);
        for (String name : SpecialTokens.NAMES) {
            assertThat(IntStream.of(tokenizer.encode("the " + name + name + " tide")))
                    .allMatch(id -> id == 1 || !tokenizer.isSpecial(id));
        }
    }

    @Test
    void longTextIsNeitherCutNorPadded() {
        List<int[]> encoded = tokenizer.encodeAll(List.of("tide ".repeat(5000), "tide"));
        assertThat(encoded).extracting(ids -> ids.length).containsExactly(5000, 1);
    }

    @Test
    void knowsItsVocabulary() throws Exception {
        assertThat(tokenizer.vocabularySize()).isEqualTo(PIECES.size());
        assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(0, 1, 2, 3, 4));
        assertThat(tokenizer.maskToken()).isEqualTo("[MASK]");
        assertThat(tokenizer.token(11)).isEqualTo("##s");
        assertThat(tokenizer.id("tide")).hasValue(10);
        assertThat(tokenizer.id("[SEP]")).hasValue(3);
        assertThat(tokenizer.id("tides")).isEmpty();
        assertThat(tokenizer.isContinuation(11)).isTrue();
        assertThat(tokenizer.isContinuation(10)).isFalse();
        assertThat(tokenizer.isSpecial(4)).isTrue();
        assertThat(tokenizer.isSpecial(5)).isFalse();
        byte[] bytes = Files.readAllBytes(folder.resolve("tokenizer.json"));
        assertThat(tokenizer.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    @Test
    void decodesSpecialTokensByTheirNames() {
        assertThat(tokenizer.decode(2, 9, 10, 11, 14, 4, 3)).isEqualTo("[CLS] the tides. [MASK] [SEP]");
        assertThat(tokenizer.decode()).isEmpty();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tokenizer.decode(PIECES.size()));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tokenizer.decode(-1));
    }

    @Test
    void loneSurrogatesCountAsTheReplacementCharacter() {
        assertThat(tokenizer.encode("tide\uD800 the\uDC00")).isEqualTo(tokenizer.encode("tide\uFFFD the\uFFFD"));
        assertThat(tokenizer.encode("\uDC00\uD800")).isEqualTo(tokenizer.encode("\uFFFD\uFFFD"));
        assertThat(WellFormed.of("a\uD83D\uDE00b\uD83D")).isEqualTo("a\uD83D\uDE00b\uFFFD");
    }

    @Test
    void randomTextGivesIdsInRange() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            int length = random.nextInt(40);
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < length; j++) {
                // Any char value, lone surrogates and U+0000 among them, mixed with what the vocabulary knows.
                if (random.nextBoolean()) {
                    text.append(PIECES.get(random.nextInt(PIECES.size())));
                } else {
                    text.append((char) random.nextInt(1 << (1 + random.nextInt(16))));
                }
            }
            assertThat(IntStream.of(tokenizer.encode(text.toString())))
                    .as("seed %d, string %d", seed, i)
                    .allMatch(id -> id == 1 || (id > 4 && id < PIECES.size()));
        }
    }

    @Test
    void threadsShareATokenizer() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            texts.add("the tide. ".repeat(1 + i % 7) + "tides ".repeat(i % 5));
        }
        List<int[]> alone = tokenizer.encodeAll(texts);
        Callable<List<int[]>> work = () -> tokenizer.encodeAll(texts);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<List<int[]>> together :
                    threads.invokeAll(List.of(work, work, work, work, work, work, work, work))) {
                assertThat(together.get())
                        .usingElementComparator(Arrays::compare)
                        .isEqualTo(alone);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void closedTokenizerSaysSo() {
        tokenizer.close();
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("tide"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("%s: expected an open tokenizer, got a closed one", folder.resolve("tokenizer.json"));
        assertThatThrownBy(() -> tokenizer.decode(10)).isInstanceOf(IllegalStateException.class);
        assertThat(tokenizer.token(10)).isEqualTo("tide");
    }

    @Test
    void closingWaitsForThreadsThatEncode() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Integer> work = () -> {
                int encoded = 0;
                try {
                    while (true) {
                        assertThat(tokenizer.encode("the tide ".repeat(50))).hasSize(100);
                        encoded++;
                    }
                } catch (IllegalStateException e) {
                    return encoded;
                }
            };
            List<Future<Integer>> running = List.of(threads.submit(work), threads.submit(work), threads.submit(work));
            Thread.sleep(50);
            tokenizer.close();
            for (Future<Integer> run : running) {
                assertThat(run.get()).isPositive();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void folderWithoutFileIsTheUsersMistake() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> Tokenizer.load(nowhere))
                .isInstanceOf(UsageException.class)
                .hasMessage("%s: expected a folder that holds tokenizer.json, or the file, got no such file", nowhere);
    }

    @Test
    void loadingLeavesTheOfflineSwitchAsItWas() {
        assertThat(System.getProperty("ai.djl.offline")).isNull();
    }
}
