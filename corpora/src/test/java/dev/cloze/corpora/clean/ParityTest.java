package dev.cloze.corpora.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Against what datatrove's filters said; the files are written by src/test/parity/cleaning.py, the texts are made up. */
class ParityTest {
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("kept", "kept"),
            Map.entry("gopher_short_doc", "gopher-quality.few-words"),
            Map.entry("gopher_below_avg_threshold", "gopher-quality.short-words"),
            Map.entry("gopher_above_avg_threshold", "gopher-quality.long-words"),
            Map.entry("gopher_too_many_hashes", "gopher-quality.hashes"),
            Map.entry("gopher_too_many_ellipsis", "gopher-quality.ellipses"),
            Map.entry("gopher_too_many_bullets", "gopher-quality.bullet-lines"),
            Map.entry("gopher_too_many_end_ellipsis", "gopher-quality.ellipsis-lines"),
            Map.entry("gopher_below_alpha_threshold", "gopher-quality.alphabetic-words"),
            Map.entry("gopher_enough_stop_words", "gopher-quality.stop-words"),
            Map.entry("dup_para_frac", "gopher-repetition.paragraphs"),
            Map.entry("dup_para_char_frac", "gopher-repetition.paragraph-characters"),
            Map.entry("dup_line_frac", "gopher-repetition.lines"),
            Map.entry("dup_line_char_frac", "gopher-repetition.line-characters"),
            Map.entry("top_2_gram", "gopher-repetition.top-2-gram"),
            Map.entry("top_3_gram", "gopher-repetition.top-3-gram"),
            Map.entry("top_4_gram", "gopher-repetition.top-4-gram"),
            Map.entry("duplicated_5_n_grams", "gopher-repetition.duplicate-5-grams"),
            Map.entry("duplicated_6_n_grams", "gopher-repetition.duplicate-6-grams"),
            Map.entry("duplicated_7_n_grams", "gopher-repetition.duplicate-7-grams"),
            Map.entry("duplicated_8_n_grams", "gopher-repetition.duplicate-8-grams"),
            Map.entry("duplicated_9_n_grams", "gopher-repetition.duplicate-9-grams"),
            Map.entry("duplicated_10_n_grams", "gopher-repetition.duplicate-10-grams"),
            Map.entry("line_punct_ratio", "fineweb.punctuated-lines"),
            Map.entry("short_line_ratio", "fineweb.short-lines"),
            Map.entry("char_dup_ratio", "fineweb.duplicate-line-characters"),
            Map.entry("list_ratio", "fineweb.lines-per-word"),
            Map.entry("lorem_ipsum", "c4.lorem-ipsum"),
            Map.entry("curly_bracket", "c4.curly-bracket"),
            Map.entry("too_few_sentences", "c4.few-sentences"));

    private static final FineWebRules AS_IN_THE_CODE = new FineWebRules(0.12, 0.67, 30, 0.01, 0.3);

    @Test
    void gopherQualityIsTheReferences() throws IOException {
        for (Row row : rows()) {
            assertThat(Stages.verdict(GopherQuality.DEFAULT, row.flat()))
                    .as(row.text)
                    .isEqualTo(row.reason(0));
        }
    }

    @Test
    void gopherRepetitionIsTheReferences() throws IOException {
        for (Row row : rows()) {
            assertThat(Stages.verdict(GopherRepetition.DEFAULT, row.text))
                    .as(row.text)
                    .isEqualTo(row.reason(1));
        }
    }

    @Test
    void finewebIsTheReferences() throws IOException {
        for (Row row : rows()) {
            assertThat(Stages.verdict(AS_IN_THE_CODE, row.flat())).as(row.text).isEqualTo(row.reason(2));
        }
    }

    @Test
    void c4IsTheReferencesTextIncluded() throws IOException {
        for (Row row : rows()) {
            assertThat(Stages.verdict(C4Rules.DEFAULT, row.flat())).as(row.text).isEqualTo(row.reason(3));
            if (row.reason(3).equals("kept")) {
                assertThat(sha256(Stages.after(C4Rules.DEFAULT, row.flat())))
                        .as(row.text)
                        .isEqualTo(row.answers.get(4));
            }
        }
    }

    @Test
    void mailAndInternetAddressesAreTheReferences() throws IOException {
        try (InputStream in = ParityTest.class.getResourceAsStream("parity/personal.tsv")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines).hasSize(60);
            for (String line : lines) {
                String[] pair = line.split("\t", -1);
                assertThat(Stages.after(PersonalData.DEFAULT, pair[0])).isEqualTo(pair[1]);
            }
        }
    }

    /**
     * A made-up text and what the reference said.
     *
     * @param answers quality, repetition, FineWeb, C4, and the hash of C4's text
     */
    private record Row(List<String> answers, String text) {
        String reason(int filter) {
            return REASONS.get(answers.get(filter));
        }

        /** The text without its blank lines, which the reference counts as lines. */
        String flat() {
            return text.replace("\n\n", "\n");
        }
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = new GZIPInputStream(ParityTest.class.getResourceAsStream("parity/rules.tsv.gz"))) {
            List<Row> rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> List.of(line.split("\t", -1)))
                    .map(cells -> new Row(
                            cells.subList(0, 5),
                            cells.get(5).replace("\\n", "\n").replace("\\\\", "\\")))
                    .toList();
            assertThat(rows).hasSize(400);
            return rows;
        }
    }

    private static String sha256(String text) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
