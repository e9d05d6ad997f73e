package dev.cloze.corpora.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TextCorpusTest {
    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> texts(TextCorpus corpus, long expectedPassedOver) throws IOException {
        List<String> texts = new ArrayList<>();
        try (DocumentSource source = corpus.open()) {
            for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                texts.add(next.get().text());
            }
            assertThat(source.counts().filesPassedOver()).isEqualTo(expectedPassedOver);
            assertThat(source.bytesRead())
                    .isEqualTo(corpus.fingerprint(Fingerprint.NONE).bytes());
        }
        return texts;
    }

    @Test
    void foldersAreWalkedInTheOrderOfNamesAndOmissionsAreCounted() throws IOException {
        write("b.txt", "b");
        write("a.TXT", "a");
        write("sub/c.md", "c");
        write("sub/deep/d.text", "d");
        write("e.txt.gz", "e, not packed in spite of its name");
        write("f.pdf", "no");
        write("g.zip.gz", "no");
        write(".hidden.txt", "no");
        write(".git/config.txt", "no");
        TextCorpus corpus = TextCorpus.of(List.of(folder), Unit.FILES);
        List<String> expected = List.of("a", "b", "e, not packed in spite of its name", "c", "d");
        assertThat(texts(corpus, 4)).isEqualTo(expected);
        assertThat(texts(corpus, 4)).as("a second pass").isEqualTo(expected);
    }

    @Test
    void aFileNamedByTheUserIsReadWhateverItIsCalled() throws IOException {
        write(".odd.name", "one\ntwo");
        TextCorpus corpus = TextCorpus.of(List.of(folder.resolve(".odd.name")), Unit.LINES);
        assertThat(texts(corpus, 0)).containsExactly("one", "two");
    }

    @Test
    void aPathWithNothingIsTheUsersMistake() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> TextCorpus.of(List.of(missing), Unit.FILES))
                .isInstanceOf(UsageException.class)
                .hasMessage(missing + ": expected a file or a folder, got a path at which there is nothing");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void devicesAreRefused() {
        assertThatThrownBy(() -> TextCorpus.of(List.of(Path.of("/dev/null")), Unit.FILES))
                .isInstanceOf(UsageException.class)
                .hasMessage("/dev/null: expected a file or a folder, got a pipe, socket or device");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void linksAreFollowedAndLoopsCounted() throws IOException {
        write("sub/a.txt", "a");
        Files.createSymbolicLink(folder.resolve("again"), folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("sub/loop"), folder);
        Files.createSymbolicLink(folder.resolve("broken.txt"), folder.resolve("missing"));
        assertThat(texts(TextCorpus.of(List.of(folder), Unit.FILES), 3)).containsExactly("a", "a");
    }

    @Test
    void theUnitIsPartOfTheFingerprint() throws IOException {
        write("a.txt", "a");
        assertThat(TextCorpus.of(List.of(folder), Unit.FILES)
                        .fingerprint(Fingerprint.NONE)
                        .sha256())
                .isNotEqualTo(TextCorpus.of(List.of(folder), Unit.LINES)
                        .fingerprint(Fingerprint.NONE)
                        .sha256());
    }
}
