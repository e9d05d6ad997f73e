package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.Document;
import dev.cloze.tokenizer.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextReaderTest {
    private static final int BUFFER = 1 << 16;

    private static List<String> read(byte[] file, Unit unit, int bufferBytes) throws IOException {
        List<String> texts = new ArrayList<>();
        try (TextReader reader = new TextReader("a.txt", new ByteArrayInputStream(file), unit, bufferBytes)) {
            for (Optional<Document> next = reader.next(); next.isPresent(); next = reader.next()) {
                assertThat(next.get().section()).isEqualTo(texts.size());
                texts.add(next.get().text());
            }
            assertThat(reader.next()).isEmpty();
            assertThat(reader.bytesRead()).isEqualTo(file.length);
            assertThat(reader.counts().documents()).isEqualTo(texts.size());
        }
        return texts;
    }

    private static List<String> files(String text) throws IOException {
        return read(text.getBytes(UTF_8), Unit.FILES, BUFFER);
    }

    private static List<String> lines(String text) throws IOException {
        return read(text.getBytes(UTF_8), Unit.LINES, BUFFER);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void hardWrappedLinesAreJoinedAndBlankLinesEndParagraphs() throws IOException {
        assertThat(files("  Night is generally \n  my time\tfor walking.\n \t \n\nIn summer\nI leave home. "))
                .containsExactly("Night is generally my time\tfor walking.\nIn summer I leave home.");
    }

    @Test
    void eachLineThatIsNotBlankIsADocument() throws IOException {
        assertThat(lines("one\n\n  two \n \nthree")).containsExactly("one", "two", "three");
    }

    @Test
    void anyLineEndIsOne() throws IOException {
        assertThat(files("a\r\nb\rc\n\nd\r\n\r\ne\r\rf")).containsExactly("a b c\nd\ne\nf");
        assertThat(lines("a\r\nb\rc\nd")).containsExactly("a", "b", "c", "d");
    }

    @Test
    void theByteOrderMarkIsDroppedAtTheStartOnly() throws IOException {
        assertThat(files("\uFEFFa\uFEFFb")).containsExactly("a\uFEFFb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", " \t\r\n ", "\uFEFF"})
    void textWithoutWordsGivesNothing(String text) throws IOException {
        assertThat(files(text)).isEmpty();
        assertThat(lines(text)).isEmpty();
    }

    @Test
    void buffersOfAnySizeGiveTheSameText() throws IOException {
        long seed = 20261;
        System.out.println("buffersOfAnySizeGiveTheSameText: seed " + seed);
        Random random = new Random(seed);
        String[] pieces = {"a", "é", "ह", "𐍈", " ", "\n", "\r\n", "\r", "word", "\n\n", "\u3000"};
        for (int round = 0; round < 50; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = text.toString().getBytes(UTF_8);
            for (Unit unit : Unit.values()) {
                List<String> whole = read(bytes, unit, BUFFER);
                for (int buffer = 4; buffer < 12; buffer++) {
                    assertThat(read(bytes, unit, buffer)).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void noWordIsLostOrAddedBySections() throws IOException {
        long seed = 7;
        System.out.println("noWordIsLostOrAddedBySections: seed " + seed);
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            text.append("w").append(i).append(random.nextInt(40) == 0 ? "\n\n" : random.nextInt(8) == 0 ? "\n" : " ");
        }
        List<String> sections = files(text.toString());
        assertThat(sections)
                .hasSizeGreaterThan(10)
                .allSatisfy(section -> assertThat(section.length()).isLessThanOrEqualTo(SectionCutter.SECTION_CHARS));
        assertThat(sections.subList(0, sections.size() - 1))
                .allSatisfy(section -> assertThat(section.length()).isGreaterThan(SectionCutter.SECTION_CHARS / 2));
        assertThat(String.join(" ", sections).split("\\s+"))
                .isEqualTo(text.toString().split("\\s+"));
    }

    @Test
    void sectionsEndWhereParagraphsEnd() throws IOException {
        String paragraph = "x".repeat(10_000);
        assertThat(files(paragraph + "\n\n" + "short\n\n" + paragraph))
                .containsExactly(paragraph + "\nshort", paragraph);
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "𐍈𐍈x", "x"})
    void aLongParagraphIsCutAndCounted(String piece) throws IOException {
        String text = piece.repeat(300_000 / piece.length());
        try (TextReader reader = new TextReader("a.txt", new ByteArrayInputStream(text.getBytes(UTF_8)), Unit.FILES)) {
            StringBuilder read = new StringBuilder();
            for (Optional<Document> next = reader.next(); next.isPresent(); next = reader.next()) {
                String section = next.get().text();
                assertThat(section.length()).isLessThanOrEqualTo(SectionCutter.PARAGRAPH_CHARS);
                assertThat(section.codePoints()).noneMatch(point -> point >= 0xd800 && point < 0xe000);
                read.append(section).append(piece.endsWith(" ") ? " " : "");
            }
            assertThat(read.toString()).isEqualTo(text);
            assertThat(reader.counts().longParagraphs()).isEqualTo(1);
        }
    }

    @Test
    void malformedTextIsAnErrorWithItsOffset() {
        byte[] file = "1234é\n".getBytes(UTF_8);
        file[5] = 'x';
        assertThatThrownBy(() -> read(file, Unit.FILES, BUFFER))
                .isInstanceOf(DataException.class)
                .hasMessage("a.txt: byte 4: expected UTF-8 text, got 0xc3");
        byte[] late = ("abcdefg".repeat(1000) + "é").getBytes(UTF_8);
        byte[] cut = Arrays.copyOf(late, late.length - 1);
        assertThatThrownBy(() -> read(cut, Unit.LINES, 16))
                .isInstanceOf(DataException.class)
                .hasMessage("a.txt: byte 7000: expected UTF-8 text, got 0xc3");
    }

    @Test
    void binaryFilesAreAnErrorWithTheOffset() {
        assertThatThrownBy(() -> read("abcdefgh\0i".getBytes(UTF_8), Unit.FILES, 5))
                .isInstanceOf(DataException.class)
                .hasMessage("a.txt: byte 8: expected UTF-8 text, got a NUL byte (a binary file?)");
        assertThatThrownBy(() -> read(joined(new byte[] {-1, -2}, "hé".getBytes(UTF_16LE)), Unit.FILES, BUFFER))
                .isInstanceOf(DataException.class)
                .hasMessage("a.txt: byte 0: expected UTF-8 text, got the byte order mark of UTF-16");
    }

    @Test
    void gzipIsToldByItsMagicAndMayHaveMembers() throws IOException {
        byte[] members = joined(gzip("\uFEFFone\ntw"), gzip("o\n\nthree"));
        assertThat(read(members, Unit.FILES, BUFFER)).containsExactly("one two\nthree");
        assertThat(read(joined(members, new byte[100]), Unit.FILES, BUFFER)).containsExactly("one two\nthree");
    }

    @Test
    void aTruncatedGzipIsFoundWhereverItIsCut() throws IOException {
        byte[] first = gzip("a line of text\n".repeat(100));
        byte[] file = joined(first, gzip("another member\n".repeat(100)));
        for (int length = 2; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            if (length == first.length) {
                assertThat(read(cut, Unit.LINES, BUFFER)).hasSize(100);
            } else {
                assertThatThrownBy(() -> read(cut, Unit.LINES, BUFFER))
                        .isInstanceOf(DataException.class)
                        .hasMessage("a.txt: byte " + length
                                + ": expected more gzip data, got the end of the file (truncated?)");
            }
        }
    }

    @Test
    void aDamagedGzipIsFound() throws IOException {
        byte[] file = gzip("a line of text, another line of text\n".repeat(50));
        List<String> whole = read(file, Unit.LINES, BUFFER);
        int unseen = 0;
        for (int at = 10; at < file.length; at++) {
            byte[] damaged = file.clone();
            damaged[at] ^= 0x10;
            try {
                // The last bits of the last byte of deflate data mean nothing: all that may change unseen.
                assertThat(read(damaged, Unit.LINES, BUFFER)).as("byte %d", at).isEqualTo(whole);
                unseen++;
            } catch (DataException e) {
                assertThat(e).hasMessageStartingWith("a.txt: ");
            }
        }
        assertThat(unseen).isLessThanOrEqualTo(1);
        assertThatThrownBy(() -> read(joined(file, "rest".getBytes(UTF_8)), Unit.LINES, BUFFER))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a gzip member or the end of the file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "x", " ", "line of words\n", "\n"})
    void memoryIsBoundedForAnyLine(String piece) throws IOException {
        long bytes = 100_000_000;
        long documents = 0;
        int longest = 0;
        try (TextReader reader = new TextReader("generated", new RepeatedStream(piece, bytes), Unit.FILES)) {
            for (Optional<Document> next = reader.next(); next.isPresent(); next = reader.next()) {
                documents++;
                longest = Math.max(longest, next.get().text().length());
            }
            assertThat(reader.bytesRead()).isEqualTo(bytes);
            assertThat(documents).isEqualTo(reader.counts().documents());
        }
        // One buffer may hold many sections, but no section is larger than this, and nothing else is kept.
        assertThat(longest).isLessThanOrEqualTo(SectionCutter.PARAGRAPH_CHARS);
        if (piece.isBlank()) {
            assertThat(documents).isZero();
        } else {
            assertThat(documents).isBetween(bytes / SectionCutter.PARAGRAPH_CHARS, bytes / 65_000);
        }
    }

    /** Some bytes again and again, without the memory for them. */
    private static final class RepeatedStream extends InputStream {
        private final byte[] piece;
        private long left;
        private int at;

        RepeatedStream(String piece, long bytes) {
            this.piece = piece.repeat(1 + 4096 / piece.length()).getBytes(UTF_8);
            this.left = bytes;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("only blocks are read");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int most = (int) Math.min(left, Math.min(length, piece.length - at));
            System.arraycopy(piece, at, target, offset, most);
            at = (at + most) % piece.length;
            left -= most;
            return most;
        }
    }
}
