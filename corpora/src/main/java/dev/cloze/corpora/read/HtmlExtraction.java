package dev.cloze.corpora.read;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A page of HTML as one document; its charset may stand in a {@code meta} element. */
final class HtmlExtraction implements Extraction {
    private static final int META_BYTES = 4096;
    private static final String CHARSET = "charset";

    @Override
    public void extract(RawRecord record, Gathering gathering) {
        Optional<String> declared = record.charset().isPresent() ? record.charset() : declaredIn(record.content());
        DecodedText decoded = DecodedText.of(record.content(), declared);
        if (gathering.accept(record.source(), decoded)) {
            gathering.add(record.source(), 0, HtmlText.of(decoded.text()));
        }
    }

    /** What {@code <meta charset>} and its elder, or the declaration of XML, say at the beginning of a page. */
    static Optional<String> declaredIn(byte[] page) {
        int length = Math.min(META_BYTES, page.length);
        String head = new String(page, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (head.startsWith("<?xml")) {
            Optional<String> xml = valueAfter(head.substring(0, head.indexOf('>') + 1), "encoding");
            if (xml.isPresent()) {
                return xml;
            }
        }
        for (int at = head.indexOf("<meta"); at >= 0; at = head.indexOf("<meta", at + 1)) {
            int end = head.indexOf('>', at);
            Optional<String> meta = valueAfter(end < 0 ? head.substring(at) : head.substring(at, end), CHARSET);
            if (meta.isPresent()) {
                return meta;
            }
        }
        return Optional.empty();
    }

    /** The value behind {@code name=}, in quotes of any kind or none. */
    static Optional<String> valueAfter(String text, String name) {
        int at = text.indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        int from = at + name.length();
        while (from < text.length() && " =\"'".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        int to = from;
        while (to < text.length() && isNamePart(text.charAt(to))) {
            to++;
        }
        return from < to ? Optional.of(text.substring(from, to)) : Optional.empty();
    }

    private static boolean isNamePart(char unit) {
        return (unit >= 'a' && unit <= 'z') || (unit >= '0' && unit <= '9') || "-_:.".indexOf(unit) >= 0;
    }
}
