package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes the layers of packing off a stream, tells its format and gives the cutter that reads it. */
final class StreamOpener {
    private final UnpackLimits limits;

    StreamOpener(UnpackLimits limits) {
        this.limits = limits;
    }

    UnpackLimits limits() {
        return limits;
    }

    /**
     * Opens a file or entry; empty if there is nothing in it to read, which is then counted. The stream is closed with
     * the cutter, or at once.
     *
     * @param layer how many layers of packing have been taken off
     * @param file the file itself, for formats that are read from their end
     */
    Optional<Cutter> open(
            ReadSettings settings, ReadTally tally, String source, InputStream stream, int layer, Optional<Path> file)
            throws IOException {
        InputStream below = stream;
        int layers = layer;
        try {
            while (true) {
                HeadStream in = new HeadStream(below);
                below = in;
                in.requireReadable();
                FormatSniffer.Kind kind = FormatSniffer.kind(in.head(), in.headBytes(), settings);
                if (kind instanceof FormatSniffer.Kind.Wide wide) {
                    below = new TranscodedStream(source, in, wide.charset(), tally);
                    continue;
                }
                boolean packed =
                        kind instanceof FormatSniffer.Kind.Packed || kind instanceof FormatSniffer.Kind.Archive;
                if (packed && ++layers > UnpackLimits.MOST_LAYERS) {
                    tally.add(new ReadFinding(
                            ReadReason.TOO_DEEP,
                            source,
                            "at most " + UnpackLimits.MOST_LAYERS + " layers of packing",
                            "more"));
                    in.close();
                    return Optional.empty();
                }
                if (kind instanceof FormatSniffer.Kind.Packed compressed) {
                    below = compressed.compression().unpack(source, in, limits);
                } else {
                    return cutter(
                            new Opening(settings, tally, source, in, layers, layers == 0 ? file : Optional.empty()),
                            kind);
                }
            }
        } catch (IOException | RuntimeException e) {
            below.close();
            throw e;
        }
    }

    /** A stream without packing, and what is known of it. */
    private record Opening(
            ReadSettings settings, ReadTally tally, String source, HeadStream in, int layers, Optional<Path> file) {}

    private Optional<Cutter> cutter(Opening opening, FormatSniffer.Kind kind) throws IOException {
        Origin origin = new Origin(opening.source(), Optional.empty(), opening.settings(), opening.tally());
        if (kind instanceof FormatSniffer.Kind.Archive archive) {
            return Optional.of(new ArchiveCutter(origin, opening.in(), archive.archive(), this, opening.layers()));
        }
        if (kind instanceof FormatSniffer.Kind.Documents documents) {
            return documents(origin, opening.in(), documents.format(), opening.file());
        }
        FormatSniffer.Kind.Other other = (FormatSniffer.Kind.Other) kind;
        String expected =
                switch (other.reason()) {
                    case EMPTY -> "at least one byte";
                    case NO_FIELD -> "a column " + fieldWords(opening.settings());
                    default -> "a format that holds text";
                };
        opening.tally().add(new ReadFinding(other.reason(), opening.source(), expected, other.what()));
        opening.in().close();
        return Optional.empty();
    }

    private static String fieldWords(ReadSettings settings) {
        return settings.field().orElseGet(() -> String.join(" or ", FieldPath.CANDIDATES));
    }

    private static Optional<Cutter> documents(Origin origin, HeadStream in, Format format, Optional<Path> file)
            throws IOException {
        ReadSettings settings = origin.settings();
        Optional<FieldPath> path = settings.field().map(FieldPath::of);
        return switch (format) {
            case TEXT -> Optional.of(text(origin, in));
            case HTML -> Optional.of(new WholeCutter(origin, in, new HtmlExtraction()));
            case JSON_LINES -> Optional.of(json(origin, in, JsonExtraction.Framing.LINES, path));
            case JSON ->
                Optional.of(
                        isArray(in)
                                ? json(origin, in, JsonExtraction.Framing.ELEMENTS, path)
                                : new JsonDocumentCutter(origin, in, path));
            case MAIL -> Optional.of(new WholeCutter(origin, in, new MailExtraction(false)));
            case MBOX -> Optional.of(new BlockCutter(origin, in, new MailEnds(), new MailExtraction(true)));
            case WIKIPEDIA -> Optional.of(new WikipediaCutter(origin, in));
            case WARC -> Optional.of(new WarcCutter(origin, in));
            case PARQUET -> Optional.of(new ParquetCutter(origin, in, file, path));
            case CSV -> table(origin, in, ',', path);
            case TSV -> table(origin, in, '\t', path);
        };
    }

    private static Cutter text(Origin origin, InputStream in) {
        return origin.settings().unit() == Unit.LINES
                ? new BlockCutter(origin, in, new LineEnds(), new TextExtraction(TextExtraction.Form.LINES))
                : new TextCutter(origin, in, new TextExtraction(TextExtraction.Form.FILE));
    }

    private static Cutter json(
            Origin origin, InputStream in, JsonExtraction.Framing framing, Optional<FieldPath> path) {
        RecordEnds ends = framing == JsonExtraction.Framing.LINES ? new LineEnds() : new JsonEnds();
        return new BlockCutter(
                origin,
                in,
                ends,
                new JsonExtraction(framing, path, origin.settings().markup()));
    }

    private static boolean isArray(HeadStream in) {
        int i = 0;
        while (i < in.headBytes() && in.head()[i] != '[' && in.head()[i] != '{') {
            i++;
        }
        return i < in.headBytes() && in.head()[i] == '[';
    }

    private static Optional<Cutter> table(Origin origin, HeadStream in, char delimiter, Optional<FieldPath> path)
            throws IOException {
        byte[] head = Arrays.copyOf(in.head(), in.headBytes());
        String text = DecodedText.of(head).text().stripLeading();
        List<String> header = CsvRow.at(text, 0, delimiter).fields();
        Optional<Integer> column = CsvExtraction.column(header, path);
        if (column.isEmpty()) {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.NO_FIELD,
                            origin.source(),
                            "a column " + fieldWords(origin.settings()),
                            "columns " + header.stream().map(Sources::shown).toList()));
            in.close();
            return Optional.empty();
        }
        boolean named = path.isEmpty() || header.contains(path.get().toString());
        Extraction extraction = new CsvExtraction(
                delimiter, column.get(), named, origin.settings().markup());
        RecordEnds ends = delimiter == '\t' ? new LineEnds() : new CsvEnds(delimiter);
        return Optional.of(new BlockCutter(origin, in, ends, extraction));
    }

    /** The finding that a fault of a packed stream or format is. */
    static ReadFinding finding(String source, DataException fault) {
        String message = String.valueOf(fault.getMessage());
        int expected = message.indexOf(": expected ");
        int got = message.indexOf(", got ", Math.max(0, expected));
        if (expected < 0 || got < 0) {
            return new ReadFinding(ReadReason.DAMAGED_PACKING, source, "sound data", message);
        }
        return new ReadFinding(
                ReadReason.DAMAGED_PACKING,
                message.substring(0, expected),
                message.substring(expected + ": expected ".length(), got),
                message.substring(got + ", got ".length()));
    }
}
