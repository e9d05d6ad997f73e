package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailTest {
    private static final String HEADER = """
            Return-Path: <a@example.org>
            From: A <a@example.org>
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
            Received: from x
             by y
            """;

    @TempDir
    private Path folder;

    private Reading read(String mail) throws IOException {
        return Reading.of(Files.writeString(folder.resolve("mail"), mail, ISO_8859_1));
    }

    @Test
    void aPlainMessageIsItsBodyAndNoHeader() throws IOException {
        assertThat(read(HEADER + "\nHello,\nwrapped line.\n\nBye\n").texts())
                .containsExactly("Hello, wrapped line.\nBye");
    }

    @Test
    void quotedPrintableAndBase64AreReadInTheirCharset() throws IOException {
        assertThat(read(HEADER
                                + "Content-Type: text/plain; charset=\"iso-8859-2\"\nContent-Transfer-Encoding: quoted-printable\n\nza=BF=F3=B3=E6 g=EA=B6l=B1 =\nja=BC=F1\n")
                        .texts())
                .containsExactly("zażółć gęślą jaźń");
        assertThat(read(HEADER
                                + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZSBhdXMg\nS8O2bG4=\n")
                        .texts())
                .containsExactly("Grüße aus Köln");
    }

    @Test
    void ofAlternativesThePlainOneIsTakenElseHtml() throws IOException {
        String plain = "--x\nContent-Type: text/plain\n\nplain\n";
        String html = "--x\nContent-Type: text/html\n\n<p>rich <b>text</b></p>\n";
        String start = HEADER + "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"x\"\n\npreamble\n";
        assertThat(read(start + html + plain + "--x--\n").texts()).containsExactly("plain");
        assertThat(read(start + html + "--x--\n").texts()).containsExactly("rich text");
    }

    @Test
    void attachmentsAreNoTextAndPartsAreJoined() throws IOException {
        String mail = HEADER + """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=y

                --y
                Content-Type: text/plain

                first
                --y
                Content-Type: text/plain
                Content-Disposition: attachment; filename=notes.txt

                attached
                --y
                Content-Type: image/png
                Content-Transfer-Encoding: base64

                iVBORw0KGgo=
                --y
                Content-Type: text/html

                <p>second</p>
                --y--
                """;
        assertThat(read(mail).texts()).containsExactly("first\nsecond");
    }

    @Test
    void anMboxIsCutAtItsFromLines() throws IOException {
        String from = "From a@example.org Thu Aug 22 12:36:23 2002\n";
        Path file = folder.resolve("mail");
        String mbox = from + HEADER + "\nFrom here it is text.\n\n>From there too.\n\n" + from + HEADER + "\nsecond\n";
        Reading reading = read(mbox);
        assertThat(reading.texts()).containsExactly("From here it is text.\nFrom there too.", "second");
        assertThat(reading.sources()).containsExactly(file + ":line 1", file + ":line 12");
    }

    @Test
    void manyMessagesAreCutTheSameWhereverBuffersEnd() throws IOException {
        String from = "From a@example.org Thu Aug 22 12:36:23 2002\n";
        StringBuilder mbox = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            mbox.append(from)
                    .append(HEADER)
                    .append("\nmessage ")
                    .append(i)
                    .append(" x".repeat(i % 97))
                    .append("\n\n");
        }
        Reading reading = read(mbox.toString());
        assertThat(reading.documents()).hasSize(3000);
        for (int i = 0; i < 3000; i++) {
            assertThat(reading.documents().get(i).text()).startsWith("message " + i);
        }
    }
}
