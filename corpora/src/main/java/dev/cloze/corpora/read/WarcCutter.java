package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.netpreserve.jwarc.HttpResponse;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.ParsingException;
import org.netpreserve.jwarc.WarcConversion;
import org.netpreserve.jwarc.WarcReader;
import org.netpreserve.jwarc.WarcRecord;
import org.netpreserve.jwarc.WarcResource;
import org.netpreserve.jwarc.WarcResponse;
import org.netpreserve.jwarc.WarcTargetRecord;

/**
 * Cuts a web archive: pages of HTML and plain text out of successful responses and resources, and the text of conversions
 * (WET). Chunked and compressed bodies are decoded here; the source of a record is the archive and the page's address.
 */
final class WarcCutter implements Cutter {
    private static final int STATUS_OK = 200;

    private final Origin origin;
    private final InputStream in;
    private final WarcReader reader;

    WarcCutter(Origin origin, InputStream in) throws IOException {
        this.origin = origin;
        this.in = in;
        this.reader = new WarcReader(in);
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        while (true) {
            Optional<WarcRecord> record;
            try {
                record = reader.next();
            } catch (ParsingException e) {
                throw new DataException(here(), "a WARC record", String.valueOf(e.getMessage()), e);
            }
            if (record.isEmpty()) {
                return Optional.empty();
            }
            Optional<RawRecord> page = page(record.get());
            if (page.isPresent()) {
                return page;
            }
        }
    }

    private String here() {
        return origin.source() + ": byte " + reader.position();
    }

    private Optional<RawRecord> page(WarcRecord record) throws IOException {
        if (!(record instanceof WarcTargetRecord target)) {
            return notADocument(here(), record.type());
        }
        String source = Sources.entry(origin.source(), target.target());
        try {
            if (record instanceof WarcResponse response
                    && response.contentType().base().equals(MediaType.HTTP)) {
                HttpResponse http = response.http();
                return http.status() == STATUS_OK
                        ? document(source, http.contentType(), http.bodyDecoded().stream(), TextExtraction.Form.FILE)
                        : notADocument(source, "HTTP status " + http.status());
            }
            if (record instanceof WarcConversion) {
                return document(source, record.contentType(), record.body().stream(), TextExtraction.Form.PARAGRAPHS);
            }
            return record instanceof WarcResource
                    ? document(source, record.contentType(), record.body().stream(), TextExtraction.Form.FILE)
                    : notADocument(source, record.type());
        } catch (DataException | UnpacksTooFarException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            // A page with a broken header or body; the archive goes on behind it, by the record's length.
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.DAMAGED_RECORD, source, "an HTTP response", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private Optional<RawRecord> document(String source, MediaType type, InputStream body, TextExtraction.Form form)
            throws IOException {
        String name = type.base().toString().toLowerCase(Locale.ROOT);
        Extraction extraction;
        switch (name) {
            case "text/html", "application/xhtml+xml" -> extraction = new HtmlExtraction();
            case "text/plain" -> extraction = new TextExtraction(form);
            default -> {
                origin.tally()
                        .add(new ReadFinding(
                                ReadReason.NOT_TEXT, source, "a page of HTML or plain text", Sources.shown(name)));
                return Optional.empty();
            }
        }
        int most = origin.settings().maxRecordBytes();
        byte[] content = body.readNBytes(most);
        if (content.length == most && body.read() >= 0) {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.TOO_LONG, source, "a record of at most " + most + " bytes", "a longer one"));
            return Optional.empty();
        }
        Optional<String> charset = Optional.ofNullable(type.parameters().get("charset"));
        return Optional.of(RawRecord.whole(source, content, charset, extraction, origin.settings()));
    }

    private Optional<RawRecord> notADocument(String source, String what) throws IOException {
        origin.tally()
                .add(new ReadFinding(ReadReason.NOT_A_DOCUMENT, source, "a page or a conversion", Sources.shown(what)));
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        in.close();
    }
}
