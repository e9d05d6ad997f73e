package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.DataException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WikipediaTest {
    private static final String START =
            "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\" version=\"0.11\">\n";

    @TempDir
    private Path folder;

    private static String page(String title, int space, String text) {
        return "<page><title>" + title + "</title><ns>" + space
                + "</ns><id>1</id><revision><id>2</id><text bytes=\"3\" xml:space=\"preserve\">" + text
                + "</text></revision></page>\n";
    }

    private Path write(String dump) throws IOException {
        return Files.writeString(folder.resolve("dump"), dump, UTF_8);
    }

    @Test
    void articlesAreDocumentsAndOtherPagesAreCounted() throws IOException {
        Path file = write(START + page("Haus &amp; Hof", 0, "Ein '''Haus''' &lt;ref>x&lt;/ref>steht.")
                + page("Talk:X", 1, "no") + page("Y", 0, "#REDIRECT [[X]]") + "</mediawiki>");
        Reading reading = Reading.of(file);
        assertThat(reading.texts()).containsExactly("Ein Haus steht.");
        assertThat(reading.sources()).containsExactly(file + "!Haus & Hof");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.NOT_A_DOCUMENT, 2L));
    }

    @Test
    void aDumpThatIsCutGivesThePagesBefore() throws IOException {
        Path file = write(START + page("A", 0, "first") + "<page><title>B</title><ns>0</ns><revision><text>sec");
        Reading reading = Reading.of(file);
        assertThat(reading.texts()).containsExactly("first");
        assertThat(reading.findings(ReadReason.DAMAGED_PACKING).get(0)).startsWith(file + ":line 3: expected a dump");
        assertThatThrownBy(() -> Reading.of(ReadSettings.DEFAULT.stoppingAtLosses(), file))
                .isInstanceOf(DataException.class);
    }

    @Test
    void entitiesOfTheFilesOwnAreNotRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Path file = write("<?xml version=\"1.0\"?><!DOCTYPE m [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>" + START
                + page("A", 0, "before &x; after") + "</mediawiki>");
        assertThat(Reading.of(file).texts()).noneMatch(text -> text.contains("secret"));
    }

    @Test
    void thePlatformsLimitOfEntitiesDoesNotEndADump() throws IOException {
        Path file = folder.resolve("dump");
        String text = "&lt;br>&quot;x&quot;".repeat(20_000);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(START);
            for (int i = 0; i < 300; i++) {
                out.write(page("A" + i, 0, text));
            }
            out.write("</mediawiki>");
        }
        try (RawRecords records = CorpusReader.open(java.util.List.of(file.toString()), ReadSettings.DEFAULT)
                .records()) {
            int pages = 0;
            while (records.next().isPresent()) {
                pages++;
            }
            assertThat(pages).isEqualTo(300);
            assertThat(records.tally().counts()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '~',
            value = {
                "'''Bold''' and ''italic'' isn't¦Bold and italic isn't",
                "a [[link]], [[target|words]] and [[:File:x.png|file]]¦a link, words and file",
                "[[File:a.jpg|thumb|A [[nested]] caption]]text[[Category:X]][[de:Haus]]¦text",
                "{{Infobox|a={{b}}|c=[[d]]}}After {{lang|x}}, comma¦After, comma",
                "see [https://example.org the page] or [https://example.org]¦see the page or",
                "x<ref name=\"a\">note</ref>y<ref name=\"a\" />z<!-- c -->¦xyz",
                "a<br />b <math>x^2</math>c <sup>2</sup>¦a\\nb c 2",
                "a &amp;nbsp; b &amp;ndash; c¦a &nbsp; b &ndash; c",
                "1 < 2 and {x} [y]¦1 < 2 and {x} [y]",
                "<nowiki>[[not a link]]</nowiki>¦[[not a link]]",
                "unclosed {{template and [[link¦unclosed template and link",
            })
    void wikitextLeavesItsWords(String wikitext, String text) {
        assertThat(Wikitext.text(wikitext)).isEqualTo(text.replace("\\n", "\n"));
    }

    @Test
    void headingsListsAndTablesAreLines() {
        String article = """
                == Early life ==
                * first
                ** second
                # third
                {| class="wikitable"
                ! a
                |-
                | b || {{c}}
                |}
                ----
                __NOTOC__
                Last&nbsp;line.
                """;
        assertThat(Wikitext.text(article)).isEqualTo("Early life\nfirst\nsecond\nthird\nLast line.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{", "[[", "[[a|", "<ref>", "[http://a ", "<!--", "{|", "''", "<a", "</", "[[File:"})
    void hostileMarkupEndsSoon(String piece) {
        String wikitext = piece.repeat(1_000_000 / piece.length());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Wikitext.text(wikitext));
    }
}
