package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Cuts a dump of MediaWiki's pages ({@code pages-articles.xml}): the wikitext of every article, that is, page of name
 * space 0 that is no redirect. Document types and entities of the file's own are not read.
 */
final class WikipediaCutter implements Cutter {
    private static final String ARTICLES = "0";

    private final Origin origin;
    private final InputStream in;
    private final XMLStreamReader xml;
    private final int maxChars;

    WikipediaCutter(Origin origin, InputStream in) throws IOException {
        this.origin = origin;
        this.in = in;
        this.maxChars = origin.settings().maxRecordBytes();
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // The platform counts &lt; and its like too, and would end every dump at 50 million characters of them.
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.entityExpansionLimit", "0");
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        try {
            this.xml = factory.createXMLStreamReader(in);
        } catch (XMLStreamException e) {
            throw damaged(e);
        }
    }

    /** What stands in one page. */
    private static final class Page {
        private String title = "";
        private String space = "";
        private boolean redirect;
        private final StringBuilder text = new StringBuilder();
        private boolean tooLong;
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        try {
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("page")) {
                    Optional<RawRecord> record = record(page());
                    if (record.isPresent()) {
                        return record;
                    }
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            throw damaged(e);
        }
    }

    private IOException damaged(XMLStreamException fault) {
        if (fault.getNestedException() instanceof IOException below) {
            return below;
        }
        long line = fault.getLocation() == null ? 1 : fault.getLocation().getLineNumber();
        return new DataException(
                Sources.line(origin.source(), line), "a dump of MediaWiki", String.valueOf(fault.getMessage()), fault);
    }

    private Page page() throws XMLStreamException {
        Page page = new Page();
        StringBuilder small = new StringBuilder();
        Optional<StringBuilder> into = Optional.empty();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = xml.getLocalName();
                small.setLength(0);
                page.redirect |= name.equals("redirect");
                if (name.equals("text")) {
                    // Of several revisions the last one counts.
                    page.text.setLength(0);
                    into = Optional.of(page.text);
                } else {
                    into = Optional.of(small);
                }
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                if (into.isPresent()) {
                    append(page, into.get());
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                String name = xml.getLocalName();
                if (name.equals("title")) {
                    page.title = small.toString();
                } else if (name.equals("ns")) {
                    page.space = small.toString().strip();
                } else if (name.equals("page")) {
                    return page;
                }
                into = Optional.empty();
            }
        }
        return page;
    }

    private void append(Page page, StringBuilder into) {
        if (into.length() + xml.getTextLength() > maxChars) {
            page.tooLong = true;
        } else {
            into.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
        }
    }

    private Optional<RawRecord> record(Page page) throws IOException {
        String source = Sources.entry(origin.source(), page.title);
        if (page.tooLong) {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.TOO_LONG,
                            source,
                            "a page of at most " + maxChars + " characters",
                            "a longer one"));
            return Optional.empty();
        }
        boolean redirect = page.redirect || page.text.indexOf("#REDIRECT") == 0;
        if (redirect || !page.space.equals(ARTICLES)) {
            String got = redirect ? "a redirect" : "a page of name space " + Sources.shown(page.space);
            origin.tally().add(new ReadFinding(ReadReason.NOT_A_DOCUMENT, source, "an article", got));
            return Optional.empty();
        }
        return Optional.of(RawRecord.whole(
                source,
                page.text.toString().getBytes(StandardCharsets.UTF_8),
                Optional.of(StandardCharsets.UTF_8.name()),
                new WikitextExtraction(),
                origin.settings()));
    }

    @Override
    public void close() throws IOException {
        try {
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(origin.source() + ": could not be closed", e);
        } finally {
            in.close();
        }
    }
}
