package dev.cloze.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.text.RandomText;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of texts and pairs against those of the native engine, which reads templates and truncation as well. */
class RowEncoderTest {
    private static final TokenizersLibrary ENGINE = engine();
    private static final String BERT = "{'type':'BertProcessing','sep':['[SEP]',3],'cls':['[CLS]',2]}";
    private static final String ROBERTA = "{'type':'RobertaProcessing','sep':['[SEP]',3],'cls':['[CLS]',2],"
            + "'trim_offsets':true,'add_prefix_space':%s}";
    private static final String TRIMMING =
            "{'type':'ByteLevel','add_prefix_space':%s,'trim_offsets':true,'use_regex':true}";
    private static final String TEMPLATE = template(text("A", 0) + "," + special("[SEP]", 1) + "," + text("B", 5));
    private static final String SECOND_FIRST = template(text("B", 5) + "," + special("[SEP]", 1) + "," + text("A", 0));
    private static final String SEQUENCE =
            "{'type':'Sequence','processors':[" + String.format(TRIMMING, true) + "," + TEMPLATE + "]}";

    @TempDir
    Path folder;

    private static TokenizersLibrary engine() {
        LibUtils.checkStatus();
        return TokenizersLibrary.LIB;
    }

    private static String template(String pair) {
        return "{'type':'TemplateProcessing','single':[" + special("[MASK]", 0) + "," + special("[CLS]", 4) + ","
                + text("A", 2) + "],'pair':[" + pair + "," + special("[MASK]", 3) + "],'special_tokens':{"
                + "'[MASK]':{'id':'[MASK]','ids':[4,4],'tokens':['[MASK]','[MASK]']},"
                + "'[CLS]':{'id':'[CLS]','ids':[2],'tokens':['[CLS]']},"
                + "'[SEP]':{'id':'[SEP]','ids':[3],'tokens':['[SEP]']}}}";
    }

    private static String special(String token, int type) {
        return "{'SpecialToken':{'id':'" + token + "','type_id':" + type + "}}";
    }

    private static String text(String name, int type) {
        return "{'Sequence':{'id':'" + name + "','type_id':" + type + "}}";
    }

    /** A tokenizer, and what its template is to be; empty for its own. */
    static Stream<Map.Entry<String, String>> templates() {
        return Stream.of(
                Map.entry("families/bert/tokenizer.json", ""),
                Map.entry("families/roberta/tokenizer.json", ""),
                Map.entry("families/modernbert/tokenizer.json", ""),
                Map.entry("encode/bert-added.json", BERT),
                Map.entry("encode/gpt2.json", String.format(ROBERTA, false)),
                Map.entry("encode/gpt2-prefixed.json", String.format(ROBERTA, true)),
                Map.entry("encode/gpt2.json", String.format(TRIMMING, false)),
                Map.entry("encode/llama3.json", String.format(TRIMMING, true)),
                Map.entry("encode/gpt2-prefixed.json", SEQUENCE),
                Map.entry("encode/unigram-bytes.json", TEMPLATE));
    }

    /** Of what these cut off, the reference has another order, or has lost which text it is of. */
    static Stream<Map.Entry<String, String>> templatesForWholeRows() {
        return Stream.concat(
                templates(),
                Stream.of(
                        Map.entry("encode/unigram.json", "null"),
                        Map.entry("encode/unigram-bytes.json", SECOND_FIRST)));
    }

    static List<Truncation> truncations() {
        List<Truncation> truncations = new ArrayList<>();
        for (Truncation.Strategy strategy : Truncation.Strategy.values()) {
            for (Truncation.Direction direction : Truncation.Direction.values()) {
                truncations.add(new Truncation(12, 0, strategy, direction));
                truncations.add(new Truncation(17, 3, strategy, direction));
                truncations.add(new Truncation(40, 1, strategy, direction));
            }
        }
        return truncations;
    }

    @ParameterizedTest
    @MethodSource("templatesForWholeRows")
    void rowsAreTheNativeOnes(Map.Entry<String, String> made) throws Exception {
        JsonObject json = json(made);
        RandomText random = random(1);
        long engine = ENGINE.createTokenizerFromString(json.toString());
        try (Tokenizer tokenizer = tokenizer(json)) {
            assertThat(tokenizer.bulk().isJava()).isTrue();
            RowEncoder rows = tokenizer.bulk().rows();
            for (int i = 0; i < 300; i++) {
                String text = random.next();
                String pair = random.next();
                requireSame(List.of(rows.encode(text)), engine, List.of(text));
                requireSame(List.of(rows.encode(text, pair)), engine, List.of(text, pair));
            }
        } finally {
            ENGINE.deleteTokenizer(engine);
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void cutRowsAndWindowsAreTheNativeOnes(Map.Entry<String, String> made) throws Exception {
        JsonObject json = json(made);
        int compared = 0;
        int windows = 0;
        try (Tokenizer tokenizer = tokenizer(json)) {
            for (Truncation truncation : truncations()) {
                json.add("truncation", json(truncation));
                long engine = ENGINE.createTokenizerFromString(json.toString());
                RowEncoder rows = tokenizer.bulk().rows(truncation);
                RandomText random = random(2);
                Random lengths = new Random(3);
                for (int i = 0; i < 60; i++) {
                    List<String> texts = new ArrayList<>();
                    for (int text = 0; text <= i % 2; text++) {
                        StringBuilder longer = new StringBuilder();
                        for (int part = lengths.nextInt(4); part >= 0; part--) {
                            longer.append(random.next());
                        }
                        texts.add(longer.toString());
                    }
                    List<EncodedRow> got;
                    try {
                        got = texts.size() == 1 ? rows.windows(texts.get(0)) : rows.windows(texts.get(0), texts.get(1));
                    } catch (UsageException e) {
                        // The reference says so too; but what it says of a stride it says by ending the process.
                        if (!e.getMessage().contains("stride")) {
                            assertThatThrownBy(() -> encoding(engine, texts)).hasMessageContaining("Truncation error");
                        }
                        continue;
                    }
                    requireSame(got, engine, texts);
                    assertThat(got.get(0).ids())
                            .isEqualTo((texts.size() == 1
                                            ? rows.encode(texts.get(0))
                                            : rows.encode(texts.get(0), texts.get(1)))
                                    .ids());
                    compared++;
                    windows += got.size() - 1;
                }
                ENGINE.deleteTokenizer(engine);
            }
        }
        assertThat(compared).isGreaterThan(500);
        assertThat(windows).isGreaterThan(1500);
    }

    private static RandomText random(long seed) {
        return new RandomText(seed, "lone", "<left>", "Bra", "  \n ", " x", "x ", " \u00a0");
    }

    private static void requireSame(List<EncodedRow> rows, long engine, List<String> texts) {
        long encoding = encoding(engine, texts);
        long[] overflowing = ENGINE.getOverflowing(encoding);
        long[] all = LongStream.concat(LongStream.of(encoding), LongStream.of(overflowing))
                .toArray();
        try {
            assertThat(rows).as("%s", texts).hasSize(all.length);
            for (int i = 0; i < all.length; i++) {
                assertThat(table(rows.get(i), i))
                        .as("window %d of %s", i, texts)
                        .isEqualTo(table(all[i], texts, i));
            }
        } finally {
            LongStream.of(all).forEach(ENGINE::deleteEncoding);
        }
    }

    private static long encoding(long engine, List<String> texts) {
        return texts.size() == 1
                ? ENGINE.encode(engine, texts.get(0), true)
                : ENGINE.encodeDual(engine, texts.get(0), texts.get(1), true);
    }

    /** The reference gives types of its own to the windows of a second text. */
    private static String table(EncodedRow row, int window) {
        int[] mask = row.specialTokensMask();
        return lines(IntStream.range(0, row.size())
                .mapToObj(i -> row.ids()[i] + " type " + (window == 0 ? row.typeIds()[i] : "any") + " of "
                        + row.sequenceIds()[i] + " word " + row.wordIds()[i] + " special " + mask[i] + " at "
                        + row.starts()[i] + "-" + row.ends()[i]));
    }

    private static String table(long encoding, List<String> texts, int window) {
        long[] ids = ENGINE.getTokenIds(encoding);
        long[] types = ENGINE.getTypeIds(encoding);
        long[] sequences = ENGINE.getSequenceIds(encoding);
        long[] words = ENGINE.getWordIds(encoding);
        long[] mask = ENGINE.getSpecialTokenMask(encoding);
        CharSpan[] spans = ENGINE.getTokenCharSpans(encoding);
        return lines(IntStream.range(0, ids.length).mapToObj(i -> {
            String text = sequences[i] < 0 ? "" : texts.get((int) sequences[i]);
            int start = spans[i] == null ? 0 : text.offsetByCodePoints(0, spans[i].getStart());
            int end = spans[i] == null ? 0 : text.offsetByCodePoints(0, spans[i].getEnd());
            return ids[i] + " type " + (window == 0 ? types[i] : "any") + " of " + sequences[i] + " word " + words[i]
                    + " special " + mask[i] + " at " + start + "-" + end;
        }));
    }

    private static String lines(Stream<String> lines) {
        return String.join("\n", lines.toList());
    }

    @Test
    void windowsOfAPairHaveTheTypesOfItsRow() throws Exception {
        try (Tokenizer tokenizer = tokenizer(json(Map.entry("encode/gpt2.json", TEMPLATE)))) {
            List<EncodedRow> windows =
                    tokenizer.bulk().rows(Truncation.to(9)).windows("brai brai", "one two three four five six");
            assertThat(windows).hasSizeGreaterThan(3);
            for (EncodedRow window : windows) {
                int[] expected = Arrays.stream(window.sequenceIds())
                        .map(sequence -> sequence == 1 ? 5 : 0)
                        .toArray();
                expected[Arrays.stream(window.ids()).boxed().toList().indexOf(3)] = 1;
                Arrays.fill(expected, expected.length - 2, expected.length, 3);
                assertThat(window.typeIds()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aRowWithoutRoomIsRefused() throws Exception {
        try (Tokenizer tokenizer = tokenizer(json(Map.entry("encode/gpt2.json", BERT)))) {
            BulkEncoder bulk = tokenizer.bulk();
            assertThatThrownBy(() -> bulk.rows(Truncation.to(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("truncation: expected room for 2 special tokens and more than the stride");
            RowEncoder rows = bulk.rows(Truncation.to(2));
            assertThat(rows.encode("brai").ids()).containsExactly(2, 3);
            assertThatThrownBy(() -> rows.encode("brai", "brai"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("truncation: expected room for 3 special tokens");
            assertThatThrownBy(() ->
                            bulk.rows(new Truncation(5, 3, Truncation.Strategy.ONLY_FIRST, Truncation.Direction.RIGHT)))
                    .isInstanceOf(IllegalArgumentException.class);
            RowEncoder second =
                    bulk.rows(new Truncation(5, 0, Truncation.Strategy.ONLY_SECOND, Truncation.Direction.RIGHT));
            assertThatThrownBy(() -> second.encode("one two three four five"))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("truncation: expected a second text to cut, got none");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type':'Other'}|post_processor.type: expected one of TemplateProcessing, ",
                "{'type':'BertProcessing','sep':['[SEP]',3]}|post_processor.cls: expected a list, got nothing",
                "{'type':'BertProcessing','sep':['[SEP]',3],'cls':['[CLS]',9999]}|post_processor.cls[1]: expected a whole",
                "{'type':'TemplateProcessing','single':[{'Sequence':{'id':'B','type_id':0}}],'pair':[]}|"
                        + "post_processor.single[0].Sequence.id: expected A, got B",
                "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'x','type_id':0}}],'special_tokens':{}}|"
                        + "post_processor.special_tokens[\"x\"]: expected an object, got nothing"
            })
    void aDamagedTemplateIsRefusedWhenRowsAreWanted(String template, String message) throws Exception {
        try (Tokenizer tokenizer = tokenizer(json(Map.entry("encode/gpt2.json", template)))) {
            assertThat(tokenizer.encode("brai")).isNotEmpty();
            assertThatThrownBy(() -> tokenizer.bulk().rows())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(": " + message);
        }
    }

    private static JsonObject json(Map.Entry<String, String> made) throws IOException, URISyntaxException {
        Path file = Path.of(RowEncoderTest.class.getResource(made.getKey()).toURI());
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        if (!made.getValue().isEmpty()) {
            JsonElement template = JsonParser.parseString(made.getValue().replace('\'', '"'));
            json.add("post_processor", template);
        }
        json.add("truncation", JsonNull.INSTANCE);
        json.add("padding", JsonNull.INSTANCE);
        return json;
    }

    private static JsonObject json(Truncation truncation) {
        JsonObject json = new JsonObject();
        json.addProperty("direction", truncation.direction() == Truncation.Direction.LEFT ? "Left" : "Right");
        json.addProperty("max_length", truncation.maxLength());
        json.addProperty(
                "strategy",
                switch (truncation.strategy()) {
                    case LONGEST_FIRST -> "LongestFirst";
                    case ONLY_FIRST -> "OnlyFirst";
                    case ONLY_SECOND -> "OnlySecond";
                });
        json.addProperty("stride", truncation.stride());
        return json;
    }

    private Tokenizer tokenizer(JsonObject json) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, json.toString());
        return Tokenizer.load(file);
    }
}
