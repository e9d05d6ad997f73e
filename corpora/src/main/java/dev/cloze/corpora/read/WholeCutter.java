package dev.cloze.corpora.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A stream that is one record, such as a page of HTML; one too long to be parsed whole is passed over and counted. */
final class WholeCutter implements Cutter {
    private final Origin origin;
    private final InputStream in;
    private final Extraction extraction;
    private boolean atEnd;

    WholeCutter(Origin origin, InputStream in, Extraction extraction) {
        this.origin = origin;
        this.in = in;
        this.extraction = extraction;
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (atEnd) {
            return Optional.empty();
        }
        atEnd = true;
        int most = origin.settings().maxRecordBytes();
        byte[] content = in.readNBytes(most);
        if (content.length == most && in.read() >= 0) {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.TOO_LONG,
                            origin.source(),
                            "a record of at most " + most + " bytes",
                            "a longer one"));
            return Optional.empty();
        }
        return Optional.of(RawRecord.whole(origin.source(), content, origin.charset(), extraction, origin.settings()));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
