package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.cloze.tokenizer.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class PackingTest {
    @TempDir
    private Path folder;

    private static byte[] packed(Compression compression, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packing(compression, bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static OutputStream packing(Compression compression, OutputStream out) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options(1));
            case ZSTD -> new ZstdOutputStream(out).setChecksum(true);
        };
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] tar(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("input"), content);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void compressionIsToldByContentAndMayHaveParts(Compression compression) throws IOException {
        byte[] part = packed(compression, utf8("one line\n\n"));
        byte[] two = Arrays.copyOf(part, 2 * part.length);
        System.arraycopy(part, 0, two, part.length, part.length);
        Reading reading = Reading.of(write(two));
        assertThat(reading.texts()).containsExactly("one line\none line");
        assertThat(reading.tally().counts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aCutStreamGivesWhatIsWholeAndItsPlace(Compression compression) throws IOException {
        Random numbers = new Random(11);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            lines.append("{\"text\": \"number ").append(numbers.nextInt()).append("\"}\n");
        }
        byte[] whole = packed(compression, utf8(lines.toString()));
        Path file = write(Arrays.copyOf(whole, whole.length - whole.length / 4));
        Reading reading = Reading.of(file);
        assertThat(reading.documents()).hasSizeBetween(1_000, 59_000);
        assertThat(reading.texts()).allMatch(text -> text.startsWith("number "));
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.DAMAGED_PACKING, 1L));
        assertThat(reading.findings(ReadReason.DAMAGED_PACKING).get(0)).startsWith(file + ": ");
        assertThatThrownBy(() -> Reading.of(ReadSettings.DEFAULT.stoppingAtLosses(), file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @ParameterizedTest
    @EnumSource
    void noDamageGoesUnseen(Compression compression) throws IOException {
        byte[] text = utf8("a line of text, another line of text and a third one\n".repeat(40));
        byte[] whole = packed(compression, text);
        List<String> sound = Reading.of(write(whole)).texts();
        int unseen = 0;
        for (int at = 12; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Reading reading = Reading.of(write(damaged));
            if (reading.tally().counts().isEmpty()) {
                assertThat(reading.texts()).as("byte %d", at).isEqualTo(sound);
                unseen++;
            }
        }
        // Bits of padding mean nothing.
        assertThat(unseen).isLessThanOrEqualTo(4);
    }

    @Test
    void textThatBeginsLikeBzip2IsText() throws IOException {
        assertThat(Reading.of(write(utf8("BZh is how bzip2 begins"))).texts())
                .containsExactly("BZh is how bzip2 begins");
    }

    @Test
    void archivesAreReadEntryByEntryToAnyKnownPacking() throws IOException {
        byte[] page = utf8("<html><body><p>a page</p></body></html>");
        byte[] inner = packed(Compression.XZ, tar("deep/page.html", page));
        byte[] outer = zip(Map.of("data.tar.xz", packed(Compression.ZSTD, inner)));
        Path file = write(packed(Compression.GZIP, outer));
        Reading reading = Reading.of(file);
        assertThat(reading.texts()).containsExactly("a page");
        assertThat(reading.sources()).containsExactly(file + "!data.tar.xz!deep/page.html");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.NOT_A_FILE, 1L));
    }

    @Test
    void archivesWithinArchivesEndSomewhere() throws IOException {
        byte[] content = utf8("the kernel");
        for (int i = 0; i < UnpackLimits.MOST_LAYERS; i++) {
            content = zip(Map.of("in.zip", content));
        }
        assertThat(Reading.of(write(content)).texts()).containsExactly("the kernel");
        Reading tooDeep = Reading.of(write(zip(Map.of("one.more", content))));
        assertThat(tooDeep.documents()).isEmpty();
        assertThat(tooDeep.tally().counts()).isEqualTo(Map.of(ReadReason.TOO_DEEP, 1L));
    }

    @Test
    void namesOfEntriesAreNamesOnly() throws IOException {
        Path file = write(zip(Map.of("../../../tmp/evil\u001b[2J\n.txt", utf8("words"))));
        Reading reading = Reading.of(file);
        assertThat(reading.sources()).containsExactly(file + "!../../../tmp/evil\\u001b[2J\\u000a.txt");
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aDamagedEntryDoesNotEndTheArchive() throws IOException {
        byte[] broken = packed(Compression.GZIP, utf8("text ".repeat(1000)));
        broken[broken.length - 6] ^= 1;
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(both)) {
            for (byte[] content : List.of(broken, utf8("sound"))) {
                TarArchiveEntry entry = new TarArchiveEntry("e" + content.length);
                entry.setSize(content.length);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        Reading reading = Reading.of(write(both.toByteArray()));
        assertThat(reading.texts()).last().isEqualTo("sound");
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.DAMAGED_PACKING, 1L));
    }

    @Test
    void aCutArchiveGivesTheEntriesBeforeTheCut() throws IOException {
        byte[] tar = tar("a.txt", utf8("before"));
        byte[] second = tar("b.txt", utf8("x".repeat(5000)));
        byte[] cut = Arrays.copyOf(tar, 1536 + 1024 + 600);
        System.arraycopy(second, 512, cut, 1536, 1024 + 600);
        Reading reading = Reading.of(write(cut));
        assertThat(reading.texts()).contains("before");
        // The entry, and the archive that cannot go on behind it.
        assertThat(reading.tally().count(ReadReason.DAMAGED_PACKING)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void aBombIsStoppedAtTheLimit(Compression compression) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out = packing(compression, bomb)) {
            byte[] zeros = new byte[1 << 20];
            Arrays.fill(zeros, (byte) '0');
            for (int i = 0; i < 96; i++) {
                out.write(zeros);
            }
        }
        Path file = write(zip(Map.of("big", packed(Compression.GZIP, bomb.toByteArray()))));
        long unpacked = 0;
        try (RawRecords records = CorpusReader.open(List.of(file.toString()), ReadSettings.DEFAULT)
                .records()) {
            for (Optional<RawRecord> record = records.next(); record.isPresent(); record = records.next()) {
                unpacked += record.get().bytes();
            }
            assertThat(records.tally().count(ReadReason.UNPACKS_TOO_FAR)).isEqualTo(1);
            assertThat(records.tally()
                            .examples()
                            .get(ReadReason.UNPACKS_TOO_FAR)
                            .get(0)
                            .toString())
                    .startsWith(file + "!big: expected at most 300 bytes for each packed byte");
        }
        assertThat(unpacked).isBetween(50L << 20, UnpackLimits.FREE_BYTES + UnpackLimits.RATIO * Files.size(file));
    }

    @Test
    void entriesThatCannotBeReadAreCounted() throws IOException {
        byte[] zip = zip(Map.of("secret.txt", utf8("words")));
        zip[6] |= 1; // the flag of encryption, in the local header
        Reading reading = Reading.of(write(zip));
        assertThat(reading.documents()).isEmpty();
        assertThat(reading.tally().count(ReadReason.UNREADABLE)).isEqualTo(1);
    }
}
