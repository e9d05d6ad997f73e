package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.corpora.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain text, JSON, tables and HTML. */
class FormatsTest {
    private static final int SMALL = 1 << 10;

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("input"), text, UTF_8);
    }

    private Reading read(String text) throws IOException {
        return Reading.of(write(text));
    }

    private Reading readField(String field, String text) throws IOException {
        return Reading.of(ReadSettings.DEFAULT.withField(field), write(text));
    }

    // Plain text

    @Test
    void wrappedLinesAreJoinedAndLongOnesAreParagraphs() throws IOException {
        assertThat(read("one\r\ntwo\r\n\r\nthree\n").texts()).containsExactly("one two\nthree");
        String longLine = "word ".repeat(60).strip();
        assertThat(read(longLine + "\n" + longLine + "\n").texts()).containsExactly(longLine + "\n" + longLine);
    }

    @Test
    void aLongTextIsDividedAtParagraphsAndNothingOfItIsLost() throws IOException {
        String text = IntStream.range(0, 3000)
                .mapToObj(i -> "par " + i + (i % 7 == 0 ? "\n\n" : "\n"))
                .collect(Collectors.joining());
        Reading reading = Reading.of(ReadSettings.DEFAULT.withMaxDocumentBytes(SMALL), write(text));
        assertThat(reading.documents()).hasSizeGreaterThan(20);
        assertThat(reading.documents())
                .extracting(Document::section)
                .containsExactlyElementsOf(
                        IntStream.range(0, reading.documents().size())
                                .mapToObj(i -> (long) i)
                                .toList());
        assertThat(reading.documents())
                .allSatisfy(piece -> assertThat(piece.bytes()).isLessThanOrEqualTo(SMALL));
        assertThat(String.join(" ", reading.texts()).split("\\s+")).isEqualTo(text.split("\\s+"));
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.SPLIT, 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ä", "𐍈", "x", "word and "})
    void aTextWithoutParagraphsIsDividedBetweenCharacters(String piece) throws IOException {
        String text = piece.repeat(5000 / piece.length()).strip();
        Reading reading = Reading.of(ReadSettings.DEFAULT.withMaxDocumentBytes(SMALL), write(text));
        assertThat(String.join(piece.endsWith(" ") ? " " : "", reading.texts())).isEqualTo(text);
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.SPLIT, 1L));
    }

    @Test
    void linesAreDocumentsWhenAskedForWithTheirNumbers() throws IOException {
        Path file = write("one\n\n two \n");
        Reading reading = Reading.of(ReadSettings.DEFAULT.withUnit(Unit.LINES), file);
        assertThat(reading.texts()).containsExactly("one", "two");
        assertThat(reading.sources()).containsExactly(file + ":line 1", file + ":line 3");
    }

    @Test
    void wideTextIsToldByItsMarkOrItsZeros() throws IOException {
        byte[] plain = "Grüße, 𐍈 and words enough to tell\n\nmore".getBytes(UTF_16LE);
        assertThat(Reading.of(Files.write(folder.resolve("plain"), plain)).texts())
                .containsExactly("Grüße, 𐍈 and words enough to tell\nmore");
        byte[] json = "\uFEFF{\"text\": \"wide\"}\n{\"text\": \"lines\"}\n".getBytes(UTF_16LE);
        assertThat(Reading.of(Files.write(folder.resolve("json"), json)).texts())
                .containsExactly("wide", "lines");
        byte[] broken = "\uFEFFsome words \ud800 and more of them".getBytes(UTF_16LE);
        broken[24] = 0;
        broken[25] = (byte) 0xd8;
        assertThat(Reading.of(Files.write(folder.resolve("broken"), broken))
                        .tally()
                        .count(ReadReason.REPAIRED))
                .isEqualTo(1);
    }

    // JSON

    @Test
    void aBadLineIsCountedWithItsPlaceAndTheRestKept() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 100_000; i++) {
            lines.append(i == 77_777 ? "{\"text\": \"bad\n" : "{\"id\": " + i + ", \"text\": \"line " + i + "\"}\n");
        }
        Path file = write(lines.toString());
        Reading reading = Reading.of(file);
        assertThat(reading.documents()).hasSize(99_999);
        assertThat(reading.documents().get(77_777).source()).isEqualTo(file + ":line 77779");
        assertThat(reading.texts()).last().isEqualTo("line 100000");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.DAMAGED_RECORD, 1L));
        assertThat(reading.findings(ReadReason.DAMAGED_RECORD).get(0))
                .startsWith(file + ":line 77777: expected a JSON value, got ");
        assertThat(reading.records()).isGreaterThan(1);
    }

    @Test
    void theBestNameIsTakenAndMissingOrOtherFieldsAreCounted() throws IOException {
        Reading reading = read("""
                {"body": "b", "text": "t"}
                {"content": "c"}
                {"title": "x"}
                {"text": 7}
                {"text": "  "}
                """);
        assertThat(reading.texts()).containsExactly("t", "c");
        assertThat(reading.tally().counts())
                .isEqualTo(Map.of(ReadReason.NO_FIELD, 1L, ReadReason.DAMAGED_RECORD, 1L, ReadReason.NO_TEXT, 1L));
        assertThat(reading.findings(ReadReason.NO_FIELD).get(0)).endsWith("got fields [title]");
        assertThat(reading.findings(ReadReason.DAMAGED_RECORD).get(0))
                .contains(":line 4: text or content")
                .endsWith("expected a string, got VALUE_NUMBER_INT");
    }

    @Test
    void pathsLeadThroughObjectsAndArrays() throws IOException {
        String line =
                "{\"page\": [{\"text\": \"a\"}, {\"text\": [\"b\", \"c\"]}], \"text\": \"no\", \"x\": {\"y\": {\"z\": \"d\"}}}\n";
        assertThat(readField("page.text", line + line).texts()).containsExactly("a", "b", "c", "a", "b", "c");
        assertThat(readField("x.*.z", line).texts()).containsExactly("d");
        assertThat(readField("**.text", line).texts()).containsExactly("a", "b", "c", "no");
        assertThat(readField("**.z", line).texts()).containsExactly("d");
        assertThat(readField("x.z", line).tally().counts()).isEqualTo(Map.of(ReadReason.NO_FIELD, 1L));
    }

    @Test
    void aDocumentOfAnySizeStreamsAndItsMarkupIsRead() throws IOException {
        StringBuilder json = new StringBuilder("{\n \"shapes\": {");
        for (int i = 0; i < 500; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("\n \"S" + i + "\": {\"documentation\": \"<p>Shape <b>" + i + "</b> &amp; more</p>\"}");
        }
        json.append("}}");
        ReadSettings settings = ReadSettings.DEFAULT.withMaxDocumentBytes(SMALL).withField("**.documentation");
        Path file = write(json.toString());
        assertThat(Files.size(file)).isGreaterThan(settings.maxRecordBytes());
        Reading reading = Reading.of(settings, file);
        assertThat(reading.documents()).hasSize(500);
        assertThat(reading.documents().get(41)).isEqualTo(new Document(file + ":string 42", 0, "Shape 41 & more"));
        assertThat(reading.tally().counts()).isEmpty();
    }

    @Test
    void elementsOfAnArrayAreRecordsAndABadOneIsPassedOver() throws IOException {
        Path file = write(
                "[{\"text\": \"a,]\"},\n {\"text\": \"b\\\"\"},\n {\"text\": oops},\n[{\"text\": \"d\"}], {\"text\": \"e\"}\n]\n");
        Reading reading = Reading.of(ReadSettings.DEFAULT.withField("text"), file);
        assertThat(reading.texts()).containsExactly("a,]", "b\"", "d", "e");
        assertThat(reading.sources()).last().isEqualTo(file + ":line 4");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.DAMAGED_RECORD, 1L));
    }

    @Test
    void aRecordBeyondTheLimitIsPassedOverAndTheNextKept() throws IOException {
        String big = "x".repeat(ReadSettings.RECORD_FACTOR * SMALL * 3);
        ReadSettings settings = ReadSettings.DEFAULT.withMaxDocumentBytes(SMALL);
        String lines = "{\"text\": \"one\"}\n{\"text\": \"" + big + "\"}\n{\"text\": \"three\"}\n";
        Path file = write(lines);
        Reading reading = Reading.of(settings, file);
        assertThat(reading.texts()).containsExactly("one", "three");
        assertThat(reading.sources()).containsExactly(file + ":line 1", file + ":line 3");
        assertThat(reading.findings(ReadReason.TOO_LONG).get(0)).startsWith(file + ":line 2: ");
        Reading elements = Reading.of(settings, write("[\n" + lines.replace("}\n", "},\n") + "{}]"));
        assertThat(elements.texts()).containsExactly("one", "three");
        assertThat(elements.tally().count(ReadReason.TOO_LONG)).isEqualTo(1);
    }

    @Test
    void aLongStringIsDividedAtParagraphs() throws IOException {
        Reading reading = Reading.of(
                ReadSettings.DEFAULT.withMaxDocumentBytes(SMALL),
                write("{\"text\": \"" + "a paragraph of words\\n".repeat(100) + "\"}\n"));
        assertThat(reading.documents()).hasSize(3);
        assertThat(reading.documents()).extracting(Document::section).containsExactly(0L, 1L, 2L);
        assertThat(String.join("\n", reading.texts()))
                .isEqualTo("a paragraph of words\n".repeat(100).strip());
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.SPLIT, 1L));
    }

    @Test
    void malformedBytesAndHalvesOfPairsInJsonAreRepairedAndCounted() throws IOException {
        byte[] lines = ("{\"text\": \"" + "gut ".repeat(50) + "fü\"}\n{\"text\": \"half \\ud83d pair\"}\n")
                .getBytes(ISO_8859_1);
        Reading reading = Reading.of(Files.write(folder.resolve("latin"), lines));
        assertThat(reading.texts()).containsExactly("gut ".repeat(50) + "fü", "half \uFFFD pair");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.REPAIRED, 1L));
        assertThat(reading.tally().charsets()).containsKey("windows-1252 (detected)");
    }

    @Test
    void textThatLooksLikeJsonIsText() throws IOException {
        assertThat(read("[1] See the footnote.\n").texts()).containsExactly("[1] See the footnote.");
        assertThat(read("{curly} words\n").texts()).containsExactly("{curly} words");
    }

    // Tables

    @Test
    void columnsAreFoundByNameOrNumber() throws IOException {
        String csv = "id,text,note\n1,\"a, \"\"quoted\"\"\nline\",x\n2,bare \"q\" text,y\r\n3,z\n";
        Path file = write(csv + "4,four,f\n".repeat(20));
        Reading reading = Reading.of(file);
        assertThat(reading.texts().subList(0, 3)).containsExactly("a, \"quoted\"\nline", "bare \"q\" text", "z");
        assertThat(reading.sources().subList(0, 2)).containsExactly(file + ":line 2", file + ":line 4");
        assertThat(readField("note", csv + "4,four,f\n".repeat(20)).texts()).startsWith("x", "y");
        assertThat(readField("3", csv + "4,four,f\n".repeat(20)).tally().count(ReadReason.DAMAGED_RECORD))
                .isEqualTo(1);
        assertThat(readField("3", "a\tb\t\"c\nd\te\tf\n").texts()).containsExactly("\"c", "f");
    }

    @Test
    void aTableWithoutTheColumnIsCountedWithItsColumns() throws IOException {
        Reading reading = read("id\tname\n1\tx\n2\ty\n");
        assertThat(reading.documents()).isEmpty();
        assertThat(reading.findings(ReadReason.NO_FIELD).get(0)).endsWith("got a table of columns [id, name]");
    }

    @Test
    void proseWithCommasIsNoTable() throws IOException {
        String poem = "Tyger Tyger, burning bright\nIn the forests, of the night\nWhat immortal hand, or eye\n";
        assertThat(read(poem).documents()).hasSize(1);
    }

    // HTML

    @Test
    void blocksAreParagraphsAndScriptsAreNot() throws IOException {
        String page = "<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body><nav>menu</nav>"
                + "<h1>Head\n line</h1><p>one <b>bo</b>ld<br>two<script>x()</script></p><ul><li>a<li>b</ul>"
                + "<table><tr><td>c</td><td>d</td></tr></table><pre>l1\n  l2</pre><div hidden>no</div>&nbsp;end</body></html>";
        Reading reading = read(page);
        assertThat(reading.texts()).containsExactly("Head line\none bold\ntwo\na\nb\nc d\nl1\nl2\nend");
    }

    @Test
    void theDeclaredCharsetCountsUnlessTheBytesSayOtherwise() throws IOException {
        String page = "<html><head><meta charset=%s></head><body>Привет, мир</body></html>";
        byte[] cyrillic = String.format(page, "windows-1251").getBytes("windows-1251");
        assertThat(Reading.of(Files.write(folder.resolve("a"), cyrillic)).texts())
                .containsExactly("Привет, мир");
        byte[] marked = ("\uFEFF" + String.format(page, "koi8-r")).getBytes(UTF_8);
        assertThat(Reading.of(Files.write(folder.resolve("b"), marked)).texts()).containsExactly("Привет, мир");
        byte[] wrong = String.format(page, "no-such-charset").getBytes(UTF_8);
        assertThat(Reading.of(Files.write(folder.resolve("c"), wrong)).texts()).containsExactly("Привет, мир");
    }
}
