package dev.cloze.corpora.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netpreserve.jwarc.HttpResponse;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.WarcCompression;
import org.netpreserve.jwarc.WarcConversion;
import org.netpreserve.jwarc.WarcResponse;
import org.netpreserve.jwarc.WarcWriter;
import org.netpreserve.jwarc.Warcinfo;

class WarcTest {
    private static final URI PAGE = URI.create("http://example.org/page");

    @TempDir
    private Path folder;

    private static WarcResponse response(int status, String type, byte[] body) throws IOException {
        HttpResponse http = new HttpResponse.Builder(status, "word")
                .body(MediaType.parse(type), body)
                .build();
        return new WarcResponse.Builder(PAGE).body(http).build();
    }

    private static byte[] archive(WarcCompression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (WarcWriter writer = new WarcWriter(Channels.newChannel(bytes), compression)) {
            writer.write(new Warcinfo.Builder().filename("x").build());
            writer.write(response(
                    200, "text/html; charset=windows-1251", "<p>мир<p>два".getBytes(Charset.forName("windows-1251"))));
            writer.write(response(404, "text/html", "<p>gone".getBytes(UTF_8)));
            writer.write(response(200, "image/png", new byte[] {1, 2, 3}));
            writer.write(new WarcConversion.Builder()
                    .setHeader("WARC-Target-URI", "http://example.org/wet")
                    .body(MediaType.PLAIN_TEXT, "line one\nline two\n".getBytes(UTF_8))
                    .build());
            writer.write(response(200, "text/plain", "plain\nwrapped".getBytes(UTF_8)));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP"})
    void pagesAndConversionsAreDocumentsAndTheRestIsCounted(WarcCompression compression) throws IOException {
        Path file = Files.write(folder.resolve("crawl"), archive(compression));
        Reading reading = Reading.of(file);
        assertThat(reading.texts()).containsExactly("мир\nдва", "line one\nline two", "plain wrapped");
        assertThat(reading.sources())
                .containsExactly(file + "!" + PAGE, file + "!http://example.org/wet", file + "!" + PAGE);
        assertThat(reading.tally().counts()).isEqualTo(Map.of(ReadReason.NOT_A_DOCUMENT, 2L, ReadReason.NOT_TEXT, 1L));
    }

    @Test
    void anArchiveThatIsCutGivesTheRecordsBefore() throws IOException {
        byte[] whole = archive(WarcCompression.NONE);
        Reading reading = Reading.of(Files.write(folder.resolve("crawl"), Arrays.copyOf(whole, whole.length - 60)));
        assertThat(reading.texts()).startsWith("мир\nдва", "line one\nline two");
        assertThat(reading.tally().counts().keySet())
                .containsAnyOf(ReadReason.DAMAGED_RECORD, ReadReason.DAMAGED_PACKING, ReadReason.UNREADABLE);
    }

    @Test
    void whatACrawlerWritesIsRead() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = "<html><body><h1>Served</h1><p>in gzip and chunks</body></html>".getBytes(UTF_8);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
                out.write(page);
            }
        });
        server.start();
        Path file = folder.resolve("crawl.warc.gz");
        URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/a");
        try (WarcWriter writer = new WarcWriter(file)) {
            writer.fetch(address);
        } finally {
            server.stop(0);
        }
        Reading reading = Reading.of(file);
        assertThat(reading.texts()).containsExactly("Served\nin gzip and chunks");
        assertThat(reading.sources()).containsExactly(file + "!" + address);
    }
}
