package dev.cloze.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a.txt"), "abc");
    }

    private Fingerprint of(Fingerprint known) throws IOException {
        return Fingerprint.ofFiles("text", List.of(file), known);
    }

    @Test
    void inputsCarryTheHashOfTheirContent() throws IOException {
        Fingerprint.Input input = of(Fingerprint.NONE).inputs().get(0);
        // The test vector of FIPS 180-2 for "abc".
        assertThat(input.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(input.bytes()).isEqualTo(3);
    }

    @Test
    void aKnownFileIsTrustedUntilItsTimeOrSizeChanges() throws IOException {
        Fingerprint first = of(Fingerprint.NONE);
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "xyz");
        Files.setLastModifiedTime(file, time);
        assertThat(of(first)).as("same size and time").isEqualTo(first);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 2000));
        assertThat(of(first).sha256()).as("another time").isNotEqualTo(first.sha256());
        Files.writeString(file, "wxyz");
        Files.setLastModifiedTime(file, time);
        assertThat(of(first).sha256()).as("another size").isNotEqualTo(first.sha256());
    }

    @Test
    void movedFilesAreTheSameCorpus() throws IOException {
        Fingerprint before = of(Fingerprint.NONE);
        file = Files.move(file, folder.resolve("b.txt"));
        assertThat(of(Fingerprint.NONE).sha256()).isEqualTo(before.sha256());
    }

    @Test
    void anotherReadingIsAnotherCorpus() throws IOException {
        Fingerprint lines = Fingerprint.ofFiles("lines", List.of(file), Fingerprint.NONE);
        assertThat(lines.sha256()).isNotEqualTo(of(Fingerprint.NONE).sha256());
    }
}
