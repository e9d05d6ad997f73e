package dev.cloze.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders in the layouts of BERT, RoBERTa and ModernBERT, and the ids that the reference gives them. */
class FamiliesTest {
    private static final List<String> SIDE_FILES = List.of("tokenizer_config.json", "special_tokens_map.json");

    @TempDir
    Path folder;

    /** BERT's file asks for truncation and padding to 16. */
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "modernbert"})
    void idsAreTheReferences(String family) throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(family(family))) {
            requireReferenceIds(tokenizer, family);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "modernbert"})
    void masksAreTheReferences(String family) throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(family(family))) {
            List<String> texts = lines(family(family).resolve("masks.txt"));
            List<String> expected = lines(family(family).resolve("masks.ids.txt"));
            for (int i = 0; i < texts.size(); i++) {
                int[] ids = withEnds(tokenizer, tokenizer.encodeWithMasks(texts.get(i)));
                assertThat(joined(ids)).as(texts.get(i)).isEqualTo(expected.get(i));
            }
        }
    }

    /** The tokens of a text that a family leaves as it is spell its bytes, those of BERT all but the white space. */
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "modernbert"})
    void tokensSpellTheBytesOfTheirText(String family) throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(family(family))) {
            String text = "the old house of the river";
            int[] ids = tokenizer.encode(text);
            assertThat(IntStream.of(ids)).doesNotContain(tokenizer.special().unknown());
            int spaces = family.equals("bert") ? 5 : 0;
            assertThat(IntStream.of(ids).map(tokenizer::textBytes).sum()).isEqualTo(text.length() - spaces);
            assertThat(tokenizer.textBytes(tokenizer.special().mask())).isZero();
            if (!family.equals("bert")) {
                String other = "caf\u00e9 \u4e16";
                assertThat(IntStream.of(tokenizer.encode(other))
                                .map(tokenizer::textBytes)
                                .sum())
                        .isEqualTo(other.getBytes(StandardCharsets.UTF_8).length);
            }
        }
    }

    /** One of the side files is enough; without both the names and the template decide. */
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "modernbert"})
    void rolesAreFoundWithoutSideFiles(String family) throws Exception {
        copy(family);
        for (String file : SIDE_FILES) {
            Files.delete(folder.resolve(file));
            try (Tokenizer tokenizer = Tokenizer.load(folder)) {
                requireReferenceIds(tokenizer, family);
            }
        }
    }

    @Test
    void rolesFollowTheFilesNotTheNames() throws Exception {
        copy("roberta");
        for (String file : List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
            String text = Files.readString(folder.resolve(file));
            text = text.replace("\"<mask>\"", "\"{hidden}\"").replace("\"<s>\"", "\"{open}\"");
            Files.writeString(folder.resolve(file), text);
        }
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.maskToken()).isEqualTo("{hidden}");
            assertThat(tokenizer.token(tokenizer.special().start())).isEqualTo("{open}");
            requireReferenceIds(tokenizer, "roberta");
        }
        // Then the opening token is what the post-processor says, and nothing tells the mask.
        SIDE_FILES.forEach(file -> folder.resolve(file).toFile().delete());
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: added_tokens: expected [MASK] or <mask> or the mask_token of tokenizer_config.json, got a"
                                + " list without",
                        folder.resolve("tokenizer.json"));
    }

    @Test
    void aNamedTokenThatIsNoneIsRefused() throws Exception {
        copy("bert");
        Path config = folder.resolve("tokenizer_config.json");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("\"[MASK]\"", "\"[HIDDEN]\""));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: mask_token: expected a token of %s, got \"[HIDDEN]\"",
                        config, folder.resolve("tokenizer.json"));
        Files.writeString(config, text.replace("\"[MASK]\"", "5"));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage("%s: mask_token: expected a string, got 5", config);
        Files.writeString(config, text.replace("\"[MASK]\"", "\"[PAD]\""));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: special tokens: expected a mask_token of its own, got \"[PAD]\", the pad_token",
                        folder.resolve("tokenizer.json"));
    }

    @Test
    void vocabularyTextOfBertIsEnough() throws Exception {
        copy("bert");
        Files.delete(folder.resolve("tokenizer.json"));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(0, 10, 11, 12, 13));
            requireReferenceIds(tokenizer, "bert");
        }
        Path config = folder.resolve("tokenizer_config.json");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("\"do_lower_case\": true", "\"do_lower_case\": false"));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.encode("A"))
                    .containsExactly(tokenizer.special().unknown());
        }
        Files.writeString(config, text.replace("\"BertTokenizer\"", "\"EsmTokenizer\""));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: tokenizer_class: expected one of BERT's beside a vocab.txt without tokenizer.json, got"
                                + " EsmTokenizer",
                        config);
        Files.delete(config);
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "%s: expected tokenizer_config.json beside vocab.txt (do_lower_case), got no such file",
                        folder);
    }

    @Test
    void vocabularyTextHoldsEachPieceOnce() throws Exception {
        copy("bert");
        Files.delete(folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\nsea\nsea\n");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage("%s:3: expected each piece once, got \"sea\" again", folder.resolve("vocab.txt"));
    }

    @Test
    void wordsOfByteLevelTokensBeginWithASpace() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(family("roberta"))) {
            int[] ids = tokenizer.encode("x braibraibrai, y");
            assertThat(ids.length).isGreaterThan(4);
            int comma = tokenizer.id(",").getAsInt();
            for (int id : ids) {
                boolean opens = id == comma || tokenizer.token(id).startsWith("\u0120");
                assertThat(tokenizer.isContinuation(id)).as(tokenizer.token(id)).isEqualTo(!opens);
            }
        }
    }

    private static void requireReferenceIds(Tokenizer tokenizer, String family) throws Exception {
        List<String> texts = lines(family(family).resolve("probes.txt"));
        List<String> expected = lines(family(family).resolve("ids.txt"));
        assertThat(texts).hasSize(46);
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = withEnds(tokenizer, tokenizer.encode(texts.get(i)));
            assertThat(joined(ids)).as(texts.get(i)).isEqualTo(expected.get(i));
        }
    }

    private static int[] withEnds(Tokenizer tokenizer, int... bare) {
        IntStream start = IntStream.of(tokenizer.special().start());
        IntStream end = IntStream.of(tokenizer.special().end());
        return IntStream.concat(IntStream.concat(start, Arrays.stream(bare)), end)
                .toArray();
    }

    private static String joined(int... ids) {
        return String.join(" ", Arrays.stream(ids).mapToObj(String::valueOf).toList());
    }

    /** Not {@code readAllLines}: some probes hold other line ends. */
    private static List<String> lines(Path file) throws IOException {
        List<String> lines =
                List.of(Files.readString(file, StandardCharsets.UTF_8).split("\n", -1));
        return lines.subList(0, lines.size() - 1);
    }

    private void copy(String family) throws Exception {
        TokenizerFiles.copy(family(family), folder);
    }

    private static Path family(String name) throws URISyntaxException {
        return Path.of(FamiliesTest.class.getResource("families/" + name).toURI());
    }
}
