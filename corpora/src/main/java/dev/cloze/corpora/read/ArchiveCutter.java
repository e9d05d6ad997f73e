package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * Cuts the entries of an archive, one after another as they lie in it, each like a file. Nothing is written to disk: an
 * entry's name is a name. A damaged entry is counted and the next one tried; a damaged archive ends it.
 */
final class ArchiveCutter implements Cutter {
    private final Origin origin;
    private final ArchiveInputStream<? extends ArchiveEntry> archive;
    private final StreamOpener opener;
    private final int layer;
    private Optional<Cutter> entry = Optional.empty();

    /**
     * Cuts an archive, which is closed with this cutter.
     *
     * @param layer how many layers of packing lie around the entries
     */
    ArchiveCutter(Origin origin, InputStream in, FormatSniffer.ArchiveKind kind, StreamOpener opener, int layer) {
        this.origin = origin;
        this.opener = opener;
        this.layer = layer;
        this.archive = switch (kind) {
            case ZIP -> new ZipArchiveInputStream(in, "UTF-8", true, true);
            case TAR -> new TarArchiveInputStream(in, "UTF-8");
        };
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        while (true) {
            if (entry.isPresent()) {
                Optional<RawRecord> record = nextOfEntry(entry.get());
                if (record.isPresent()) {
                    return record;
                }
                entry = Optional.empty();
            }
            ArchiveEntry header = nextHeader();
            if (header == null) {
                return Optional.empty();
            }
            if (!header.isDirectory()) {
                open(header);
            }
        }
    }

    private Optional<RawRecord> nextOfEntry(Cutter cutter) throws IOException {
        try {
            return cutter.next();
        } catch (DataException e) {
            origin.tally().add(StreamOpener.finding(origin.source(), e));
            return Optional.empty();
        }
    }

    private ArchiveEntry nextHeader() throws IOException {
        try {
            return archive.getNextEntry();
        } catch (IOException e) {
            throw UnpackedStream.placed(here(), "an entry of an archive", e);
        } catch (RuntimeException e) {
            throw new DataException(here(), "an entry of an archive", e.toString(), e);
        }
    }

    private String here() {
        return origin.source() + ": byte " + archive.getBytesRead();
    }

    private void open(ArchiveEntry header) throws IOException {
        String source = Sources.entry(origin.source(), header.getName());
        if (header instanceof TarArchiveEntry tar && !isFile(tar)) {
            find(ReadReason.NOT_A_FILE, source, "a file", "a link or a device");
        } else if (header instanceof ZipArchiveEntry zip && zip.isUnixSymlink()) {
            find(ReadReason.NOT_A_FILE, source, "a file", "a link");
        } else if (header instanceof ZipArchiveEntry zip
                && zip.getGeneralPurposeBit().usesEncryption()) {
            find(ReadReason.UNREADABLE, source, "an entry that is not encrypted", "an encrypted one");
        } else if (!canRead(header)) {
            find(ReadReason.UNREADABLE, source, "a known method of compression", "another one");
        } else {
            InputStream content = new UnpackedStream(source, "data of an entry", new Entry(archive), opener.limits());
            try {
                entry = opener.open(origin.settings(), origin.tally(), source, content, layer, Optional.empty());
            } catch (DataException e) {
                origin.tally().add(StreamOpener.finding(source, e));
            }
        }
    }

    private static boolean isFile(TarArchiveEntry entry) {
        return !(entry.isSymbolicLink()
                || entry.isLink()
                || entry.isFIFO()
                || entry.isBlockDevice()
                || entry.isCharacterDevice());
    }

    private boolean canRead(ArchiveEntry header) {
        return !(archive instanceof ZipArchiveInputStream zip) || zip.canReadEntryData(header);
    }

    private void find(ReadReason reason, String source, String expected, String got) throws IOException {
        origin.tally().add(new ReadFinding(reason, source, expected, got));
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }

    /** The content of the entry at hand; to close it leaves the archive open. */
    private static final class Entry extends FilterInputStream {
        Entry(InputStream archive) {
            super(archive);
        }

        @Override
        public void close() {
            // The archive is closed by its cutter.
        }
    }
}
