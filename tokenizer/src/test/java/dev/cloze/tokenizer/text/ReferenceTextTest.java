package dev.cloze.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each normalizer and splitter against the native engine: words, and the place of each of their characters. */
class ReferenceTextTest {
    private static final String GPT_2_SPLIT =
            "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"'s|'t|'re|'ve|'m|'ll|'d| ?\\\\p{L}+| ?\\\\p{N}+"
                    + "| ?[^\\\\s\\\\p{L}\\\\p{N}]+|\\\\s+(?!\\\\S)|\\\\s+\"},\"behavior\":\"Isolated\",\"invert\":false}";
    private static final String LLAMA_3_SPLIT =
            "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+"
                    + "|\\\\p{N}{1,3}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+\"},"
                    + "\"behavior\":\"Isolated\",\"invert\":false}";

    /** One pairing of ours with the reference's, as its file writes it. */
    @SuppressWarnings("ImmutableEnumChecker") // the parts are functions
    enum Part {
        GPT_2(Splitters.gpt2(), GPT_2_SPLIT),
        LLAMA_3(Splitters.llama3(3), LLAMA_3_SPLIT),
        BERT_SPLITTER(Splitters.bert(), "{\"type\":\"BertPreTokenizer\"}"),
        WHITESPACE(Splitters.whitespace(), "{\"type\":\"Whitespace\"}"),
        WHITESPACE_SPLIT(Splitters.whitespaceSplit(), "{\"type\":\"WhitespaceSplit\"}"),
        PUNCTUATION(Splitters.punctuation(), "{\"type\":\"Punctuation\",\"behavior\":\"Isolated\"}"),
        DIGITS(Splitters.digits(true), "{\"type\":\"Digits\",\"individual_digits\":true}"),
        DIGIT_RUNS(Splitters.digits(false), "{\"type\":\"Digits\",\"individual_digits\":false}"),
        SEQUENCE(
                Splitters.sequence(List.of(Splitters.digits(true), Splitters.whitespace())),
                "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Digits\",\"individual_digits\":true},"
                        + "{\"type\":\"Whitespace\"}]}"),
        METASPACE(
                Normalizers.markSpaces('\u2581', true),
                "null",
                Splitters.beforeEach('\u2581'),
                "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\",\"split\":true}"),
        METASPACE_NEVER(
                Normalizers.markSpaces('\u2581', false),
                "null",
                Splitters.NONE,
                "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"never\",\"split\":false}"),
        NFC(NormalForm.NFC, "{\"type\":\"NFC\"}"),
        NFD(NormalForm.NFD, "{\"type\":\"NFD\"}"),
        NFKC(NormalForm.NFKC, "{\"type\":\"NFKC\"}"),
        NFKD(NormalForm.NFKD, "{\"type\":\"NFKD\"}"),
        LOWERCASE(Normalizers.lowercase(), "{\"type\":\"Lowercase\"}"),
        STRIP_ACCENTS(Normalizers.stripAccents(), "{\"type\":\"StripAccents\"}"),
        STRIP(Normalizers.strip(true, true), "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}"),
        STRIP_RIGHT(Normalizers.strip(false, true), "{\"type\":\"Strip\",\"strip_left\":false,\"strip_right\":true}"),
        NMT(Normalizers.nmt(), "{\"type\":\"Nmt\"}"),
        PREPEND(Normalizers.prepend("<\u2581"), "{\"type\":\"Prepend\",\"prepend\":\"<\u2581\"}"),
        REPLACE(
                Normalizers.replace(Pattern.compile("ab", Pattern.LITERAL), "\u2581xyz"),
                "{\"type\":\"Replace\",\"pattern\":{\"String\":\"ab\"},\"content\":\"\u2581xyz\"}"),
        REPLACE_RUNS(
                Normalizers.replace(Pattern.compile(" {2,}"), "+"),
                "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\"+\"}"),
        BERT_UNCASED(Normalizers.bert(true, true, true, true), bert(true, true, true, true)),
        BERT_CASED(Normalizers.bert(true, true, false, false), bert(true, true, false, false)),
        BERT_ACCENTED(Normalizers.bert(true, false, false, true), bert(true, false, false, true)),
        BERT_DIRTY(Normalizers.bert(false, true, true, false), bert(false, true, true, false)),
        NFKC_LOWERCASE(
                Normalizers.sequence(List.of(NormalForm.NFKC, Normalizers.lowercase(), NormalForm.NFD)),
                "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKC\"},{\"type\":\"Lowercase\"},{\"type\":\"NFD\"}]}");

        private final Normalizer normalizer;
        private final String normalizerJson;
        private final Splitter splitter;
        private final String splitterJson;

        Part(Normalizer normalizer, String normalizerJson, Splitter splitter, String splitterJson) {
            this.normalizer = normalizer;
            this.normalizerJson = normalizerJson;
            this.splitter = splitter;
            this.splitterJson = splitterJson;
        }

        Part(Normalizer normalizer, String json) {
            this(normalizer, json, Splitters.NONE, "null");
        }

        Part(Splitter splitter, String json) {
            this(Normalizers.NONE, "null", splitter, json);
        }

        private static String bert(boolean clean, boolean chinese, boolean accents, boolean lower) {
            return "{\"type\":\"BertNormalizer\",\"clean_text\":" + clean + ",\"handle_chinese_chars\":" + chinese
                    + ",\"strip_accents\":" + accents + ",\"lowercase\":" + lower + "}";
        }

        NativeWords reference() {
            return new NativeWords(normalizerJson, splitterJson);
        }

        /** As the reference gives them, places counted in code points of the original. */
        List<NativeWords.Word> words(String text) {
            AlignedText normalized = normalizer.normalize(AlignedText.of(text));
            assertThat(normalizer.normalize(text)).isEqualTo(normalized.toString());
            char[] characters = normalized.toString().toCharArray();
            List<NativeWords.Word> words = new ArrayList<>();
            splitter.split(characters, 0, characters.length, (from, to) -> {
                int first = Character.codePointCount(characters, 0, from);
                int count = Character.codePointCount(characters, from, to - from);
                List<String> spans = IntStream.range(first, first + count)
                        .mapToObj(i -> text.codePointCount(0, normalized.start(i)) + "-"
                                + text.codePointCount(0, normalized.end(i)))
                        .toList();
                words.add(new NativeWords.Word(new String(characters, from, to - from), spans));
            });
            return words;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void everyCodePointIsTreatedAsTheReferenceTreatsIt(Part part) {
        requireSame(part, IntStream.rangeClosed(0, Character.MAX_CODE_POINT));
    }

    @ParameterizedTest
    @EnumSource
    void aSampleOfCodePointsIsTreatedAsTheReferenceTreatsIt(Part part) {
        requireSame(part, IntStream.rangeClosed(0, 0x33480).filter(c -> c < 0x600 || c % 31 == 0));
    }

    private static void requireSame(Part part, IntStream codePoints) {
        int[] all = codePoints
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        try (NativeWords reference = part.reference()) {
            for (int from = 0; from < all.length; from += 64) {
                requireSame(part, reference, probe(Arrays.copyOfRange(all, from, Math.min(all.length, from + 64))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomTextIsTreatedAsTheReferenceTreatsIt(Part part) {
        try (NativeWords reference = part.reference()) {
            RandomText random = new RandomText(20_261_123);
            for (int i = 0; i < 1500; i++) {
                requireSame(part, reference, random.next());
            }
        }
    }

    @Test
    void theByteAlphabetIsTheReferences() {
        try (NativeWords reference = new NativeWords("{\"type\":\"ByteLevel\"}", "null")) {
            String everyByte = "\u0000\u0001 \t\r\nAz~\u007f\u0080\u00a0\u00ad\u00ffé山\ud83c\udf0a";
            assertThat(reference.split(everyByte)).containsExactly(ByteAlphabet.spell(everyByte));
            assertThat(new String(ByteAlphabet.bytes(ByteAlphabet.spell(everyByte)), StandardCharsets.UTF_8))
                    .isEqualTo(everyByte);
        }
    }

    private static void requireSame(Part part, NativeWords reference, String text) {
        List<NativeWords.Word> expected = reference.words(text);
        List<NativeWords.Word> got = part.words(text);
        if (!got.equals(expected)) {
            assertThat(got).as("%s of %s", part, escaped(text)).isEqualTo(expected);
        }
    }

    private static String probe(int... codePoints) {
        StringBuilder probe = new StringBuilder();
        for (int c : codePoints) {
            probe.append("ab")
                    .appendCodePoint(c)
                    .append("cd ")
                    .appendCodePoint(c)
                    .append("x ");
        }
        return probe.toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c < 0x7F && c >= 0x20 ? "" + (char) c : String.format("\\u%04x", c)));
        return escaped.toString();
    }
}
