package dev.cloze.corpora.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetTest {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            "message rows { required int64 id; optional binary text (STRING); optional binary url (STRING); }");

    private static final int ROWS = 5000;

    @TempDir
    private Path folder;

    private Path write(CompressionCodecName codec) throws IOException {
        Path file = folder.resolve("rows");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new WritingCodecs())
                .withType(SCHEMA)
                .withCompressionCodec(codec)
                .withRowGroupRowCountLimit(1000)
                .build()) {
            for (int i = 1; i <= ROWS; i++) {
                Group row = new SimpleGroup(SCHEMA).append("id", (long) i);
                if (i != 7) {
                    row.append("text", "text of row " + i);
                }
                writer.write(row.append("url", "u" + i % 3));
            }
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void theColumnOfTextIsReadOverRowGroups(CompressionCodecName codec) throws IOException {
        Path file = write(codec);
        Reading reading = Reading.of(file);
        assertThat(reading.documents()).hasSize(ROWS - 1);
        assertThat(reading.sources()).first().isEqualTo(file + ":row 1");
        assertThat(reading.sources()).last().isEqualTo(file + ":row " + ROWS);
        assertThat(reading.texts()).last().isEqualTo("text of row " + ROWS);
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.NO_TEXT, 1L));
        assertThat(reading.findings(ReadReason.NO_TEXT).get(0)).startsWith(file + ":row 7: ");
    }

    @Test
    void anotherColumnIsReadByItsNameAndAMissingOneCounted() throws IOException {
        Path file = write(CompressionCodecName.UNCOMPRESSED);
        assertThat(Reading.of(ReadSettings.DEFAULT.withField("url"), file)
                        .texts()
                        .subList(0, 3))
                .containsExactly("u1", "u2", "u0");
        Reading missing = Reading.of(ReadSettings.DEFAULT.withField("body"), file);
        assertThat(missing.documents()).isEmpty();
        assertThat(missing.findings(ReadReason.NO_FIELD).get(0)).endsWith("got columns [id, text, url]");
    }

    @Test
    void aFileInAnArchiveIsReadFromMemory() throws IOException {
        Path archive = folder.resolve("archive");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("part.parquet"));
            zip.write(Files.readAllBytes(write(CompressionCodecName.SNAPPY)));
        }
        assertThat(Reading.of(archive).documents()).hasSize(ROWS - 1);
    }

    @Test
    void aDamagedFileIsCountedWithItsPlace() throws IOException {
        Path file = write(CompressionCodecName.GZIP);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length / 2; i < bytes.length / 2 + 4000; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(file, bytes);
        Reading reading = Reading.of(file);
        assertThat(reading.documents()).hasSizeBetween(1000, ROWS - 2);
        assertThat(reading.findings(ReadReason.DAMAGED_PACKING).get(0)).startsWith(file + ":row ");
        Files.write(file, java.util.Arrays.copyOf(bytes, 3000));
        assertThat(Reading.of(file).tally().count(ReadReason.DAMAGED_PACKING)).isEqualTo(1);
    }
}
