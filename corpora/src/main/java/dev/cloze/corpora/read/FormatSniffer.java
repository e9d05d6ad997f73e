package dev.cloze.corpora.read;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells what a file is by its first bytes. */
final class FormatSniffer {
    private static final int TAR_MAGIC_AT = 257;
    private static final int WORDS_CHARS = 4096;
    private static final int MOST_TABLE_ROWS = 50;
    private static final int LEAST_TABLE_ROWS = 3;
    private static final int ROWS_PER_ODD = 10;

    /** Formats whose bytes hold no text that we read, by how they begin. */
    private static final Map<String, String> BINARY = Map.ofEntries(
            Map.entry("%PDF-", "PDF"),
            Map.entry("\u0089PNG", "PNG"),
            Map.entry("\u00ff\u00d8\u00ff", "JPEG"),
            Map.entry("GIF8", "GIF"),
            Map.entry("\u00ca\u00fe\u00ba\u00be", "a Java class"),
            Map.entry("\u007fELF", "an ELF program"),
            Map.entry("7z\u00bc\u00af'\u001c", "7z"),
            Map.entry("Rar!\u001a\u0007", "RAR"),
            Map.entry("SQLite format 3", "SQLite"),
            Map.entry("\u00d0\u00cf\u0011\u00e0", "an OLE document"),
            Map.entry("!<arch>\n", "an ar archive"),
            Map.entry("{\\rtf", "RTF"));

    private static final List<String> HEADERS = List.of(
            "from",
            "date",
            "subject",
            "to",
            "message-id",
            "received",
            "return-path",
            "mime-version",
            "delivered-to",
            "content-type",
            "reply-to",
            "sender",
            "x-mailer");

    private FormatSniffer() {}

    /** What a stream is. */
    sealed interface Kind {
        /** A compressed stream. */
        record Packed(Compression compression) implements Kind {}

        /** An archive of entries. */
        record Archive(ArchiveKind archive) implements Kind {}

        /** Text of 16 or 32 bits a unit, of a format to be told when it is UTF-8. */
        record Wide(Charset charset) implements Kind {}

        /** Documents. */
        record Documents(Format format) implements Kind {}

        /** Something else. */
        record Other(ReadReason reason, String what) implements Kind {}
    }

    /** The kinds of archives that are read. */
    enum ArchiveKind {
        ZIP,
        TAR
    }

    /** Tells the kind of a stream by its head. */
    static Kind kind(byte[] head, int headBytes, ReadSettings settings) {
        if (headBytes == 0) {
            return new Kind.Other(ReadReason.EMPTY, "an empty file");
        }
        Optional<Compression> compression = Compression.of(head, headBytes);
        if (compression.isPresent()) {
            return new Kind.Packed(compression.get());
        }
        Optional<ArchiveKind> archive = archive(head, headBytes);
        if (archive.isPresent()) {
            return new Kind.Archive(archive.get());
        }
        Optional<Charset> wide = TranscodedStream.wide(head, headBytes);
        if (settings.format().isPresent()) {
            Format format = settings.format().get();
            return wide.isPresent() && format != Format.PARQUET
                    ? new Kind.Wide(wide.get())
                    : new Kind.Documents(format);
        }
        String latin1 = new String(head, 0, headBytes, StandardCharsets.ISO_8859_1);
        if (latin1.startsWith("PAR1")) {
            return new Kind.Documents(Format.PARQUET);
        }
        if (latin1.startsWith("WARC/")) {
            return new Kind.Documents(Format.WARC);
        }
        Optional<String> binary = BINARY.entrySet().stream()
                .filter(entry -> latin1.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (binary.isPresent()) {
            return new Kind.Other(ReadReason.NOT_TEXT, binary.get());
        }
        if (wide.isPresent()) {
            return new Kind.Wide(wide.get());
        }
        if (latin1.indexOf('\0') >= 0) {
            return new Kind.Other(ReadReason.NOT_TEXT, "bytes of zero (a binary file?)");
        }
        return ofText(latin1, head, headBytes, settings);
    }

    private static Optional<ArchiveKind> archive(byte[] head, int headBytes) {
        boolean zip = headBytes >= 4 && head[0] == 'P' && head[1] == 'K';
        if (zip && ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6))) {
            return Optional.of(ArchiveKind.ZIP);
        }
        if (headBytes >= TAR_MAGIC_AT + 5
                && new String(head, TAR_MAGIC_AT, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
            return Optional.of(ArchiveKind.TAR);
        }
        return Optional.empty();
    }

    private static Kind ofText(String latin1, byte[] head, int headBytes, ReadSettings settings) {
        int from = latin1.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
        while (from < latin1.length() && Character.isWhitespace(latin1.charAt(from))) {
            from++;
        }
        if (from == latin1.length()) {
            return new Kind.Documents(Format.TEXT);
        }
        char first = latin1.charAt(from);
        if (first == '<') {
            return ofMarkup(latin1.substring(from));
        }
        boolean complete = headBytes < HeadStream.HEAD_BYTES;
        if (first == '{' || first == '[') {
            Optional<Format> json = json(head, from, headBytes, complete);
            if (json.isPresent()) {
                return new Kind.Documents(json.get());
            }
        }
        Optional<Format> mail = mail(latin1.substring(from));
        if (mail.isPresent()) {
            return new Kind.Documents(mail.get());
        }
        return table(latin1.substring(from), complete, settings).orElse(new Kind.Documents(Format.TEXT));
    }

    private static Kind ofMarkup(String text) {
        String words = text.substring(0, Math.min(WORDS_CHARS, text.length())).toLowerCase(Locale.ROOT);
        if (words.contains("<mediawiki")) {
            return new Kind.Documents(Format.WIKIPEDIA);
        }
        if (words.contains("<!doctype html") || words.contains("<html")) {
            return new Kind.Documents(Format.HTML);
        }
        if (words.startsWith("<?xml")) {
            return new Kind.Other(ReadReason.NOT_TEXT, "XML of another kind");
        }
        int end = 1;
        while (end < words.length() && Character.isLetterOrDigit(words.charAt(end))) {
            end++;
        }
        boolean html = words.startsWith("<!--") || HtmlText.isElement(words.substring(1, end));
        return new Kind.Documents(html ? Format.HTML : Format.TEXT);
    }

    private static Optional<Format> json(byte[] head, int from, int headBytes, boolean complete) {
        int lineEnd = from;
        while (lineEnd < headBytes && head[lineEnd] != '\n') {
            lineEnd++;
        }
        boolean object = head[from] == '{';
        if (lineEnd == headBytes && !complete) {
            return JsonExtraction.begins(head, from, headBytes, false)
                    ? Optional.of(object ? Format.JSON_LINES : Format.JSON)
                    : Optional.empty();
        }
        if (JsonExtraction.isValue(head, from, lineEnd)) {
            // An array on one line is one document; objects on lines of their own are many.
            boolean more = hasText(head, lineEnd, headBytes);
            return Optional.of(object || more ? Format.JSON_LINES : Format.JSON);
        }
        return JsonExtraction.begins(head, from, headBytes, complete)
                ? Optional.of(Format.JSON)
                : badFirstLine(head, lineEnd, headBytes);
    }

    /** A first line that is damaged, before lines that are JSON. */
    private static Optional<Format> badFirstLine(byte[] head, int firstEnd, int headBytes) {
        int from = firstEnd + 1;
        int end = from;
        while (end < headBytes && head[end] != '\n') {
            end++;
        }
        return end < headBytes && from < end && head[from] == '{' && JsonExtraction.isValue(head, from, end)
                ? Optional.of(Format.JSON_LINES)
                : Optional.empty();
    }

    private static boolean hasText(byte[] head, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(head[i])) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Format> mail(String text) {
        boolean mbox = text.startsWith("From ");
        int at = mbox ? text.indexOf('\n') + 1 : 0;
        int known = 0;
        int lines = 0;
        while (at >= 0 && at < text.length()) {
            int end = text.indexOf('\n', at);
            String line = end < 0 ? text.substring(at) : text.substring(at, end);
            if (line.isBlank()) {
                break;
            }
            boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
            if (!(folded && lines > 0) && !(line.startsWith(">From ") && lines < 2)) {
                int colon = line.indexOf(':');
                if (colon <= 0 || !isHeaderName(line, colon)) {
                    return Optional.empty();
                }
                known += HEADERS.contains(line.substring(0, colon).toLowerCase(Locale.ROOT)) ? 1 : 0;
            }
            lines++;
            at = end < 0 ? -1 : end + 1;
        }
        if (known < 2) {
            return Optional.empty();
        }
        return Optional.of(mbox ? Format.MBOX : Format.MAIL);
    }

    private static boolean isHeaderName(String line, int colon) {
        for (int i = 0; i < colon; i++) {
            if (line.charAt(i) <= ' ' || line.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** A table has rows of the same number of fields, and a column that holds the text. */
    private static Optional<Kind> table(String text, boolean complete, ReadSettings settings) {
        Optional<Kind> tabs = table(text, complete, '\t', Format.TSV, settings);
        return tabs.isPresent() ? tabs : table(text, complete, ',', Format.CSV, settings);
    }

    private static Optional<Kind> table(
            String text, boolean complete, char delimiter, Format format, ReadSettings settings) {
        int from = 0;
        int rows = 0;
        int oddRows = 0;
        List<String> header = List.of();
        while (from < text.length() && rows < MOST_TABLE_ROWS) {
            CsvRow row = CsvRow.at(text, from, delimiter);
            if (row.end() == text.length() && !complete) {
                break;
            }
            if (rows == 0) {
                header = row.fields();
            }
            if (header.size() < 2) {
                return Optional.empty();
            }
            if (!row.isBlank() && (!row.sound() || row.fields().size() != header.size())) {
                oddRows++;
            }
            rows++;
            from = row.end();
        }
        Optional<FieldPath> field = settings.field().map(FieldPath::of);
        if (oddRows * ROWS_PER_ODD > rows) {
            return Optional.empty();
        }
        if (rows >= 2 && CsvExtraction.column(header, field).isPresent()) {
            return Optional.of(new Kind.Documents(format));
        }
        // Prose with a comma in each of its lines is no table; one with tabs is.
        return rows >= LEAST_TABLE_ROWS && oddRows == 0 && (delimiter == '\t' || header.size() >= LEAST_TABLE_ROWS)
                ? Optional.of(new Kind.Other(
                        ReadReason.NO_FIELD,
                        "a table of columns "
                                + header.stream().map(Sources::shown).toList()))
                : Optional.empty();
    }
}
