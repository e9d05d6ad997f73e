package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One pass over files: raw records one after another, pulled. A file that cannot be read, or not to its end, is counted
 * and the next one begun, unless the reading is strict. A pass belongs to one thread at a time.
 */
public final class RawRecords implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final List<Path> files;
    private final ReadSettings settings;
    private final ReadTally tally;
    private int input;
    private long bytesBefore;
    private Optional<OpenFile> current = Optional.empty();

    /** The file at hand. */
    private record OpenFile(Cutter cutter, CountingStream disk) {}

    RawRecords(List<Path> files, ReadSettings settings, int firstInput) {
        this.files = files;
        this.settings = settings;
        this.tally = new ReadTally(settings.strict());
        this.input = firstInput - 1;
    }

    /**
     * The next record, or empty at the end and ever after.
     *
     * @throws DataException if something is lost and the reading is strict
     */
    public Optional<RawRecord> next() throws IOException {
        while (true) {
            if (current.isPresent()) {
                Optional<RawRecord> record = nextOfFile(current.get());
                if (record.isPresent()) {
                    return record;
                }
                close();
            }
            if (input + 1 >= files.size()) {
                input = files.size();
                return Optional.empty();
            }
            input++;
            open(files.get(input));
        }
    }

    private Optional<RawRecord> nextOfFile(OpenFile file) throws IOException {
        try {
            return file.cutter().next();
        } catch (IOException e) {
            count(e);
            return Optional.empty();
        }
    }

    private void open(Path path) throws IOException {
        String source = Sources.shown(path.toString());
        CountingStream disk = null;
        try {
            if (!Files.isRegularFile(path)) {
                throw new DataException(source, "a file", "something else since it was listed");
            }
            disk = new CountingStream(Files.newInputStream(path));
            CountingStream opened = disk;
            current = new StreamOpener(new UnpackLimits(disk))
                    .open(settings, tally, source, new BufferedInputStream(disk, BUFFER_BYTES), 0, Optional.of(path))
                    .map(cutter -> new OpenFile(cutter, opened));
        } catch (IOException e) {
            count(e);
        }
        if (current.isEmpty() && disk != null) {
            bytesBefore += disk.bytesRead();
            disk.close();
        }
    }

    private void count(IOException fault) throws IOException {
        if (fault instanceof InterruptedIOException || fault instanceof ClosedByInterruptException) {
            throw fault;
        }
        String source = Sources.shown(files.get(input).toString());
        if (fault instanceof UnpacksTooFarException tooFar) {
            tally.add(tooFar.finding());
        } else if (fault instanceof DataException damage) {
            tally.add(StreamOpener.finding(source, damage));
        } else {
            tally.add(new ReadFinding(ReadReason.UNREADABLE, source, "a file that can be read", fault.toString()));
        }
    }

    /** The number of the file that the last record came from; the number of files at the end. */
    public int input() {
        return input;
    }

    /** Bytes taken from the files so far, as they lie on the disk. */
    public long bytesRead() {
        return bytesBefore + current.map(file -> file.disk().bytesRead()).orElse(0L);
    }

    /** What the cutting has left out so far. What extractions find is the caller's to add, in order. */
    public ReadTally tally() {
        return tally;
    }

    /** What the cutting has left out since this was asked last. */
    public ReadReport takeTally() {
        return tally.take();
    }

    @Override
    public void close() throws IOException {
        if (current.isPresent()) {
            OpenFile finished = current.get();
            bytesBefore = bytesRead();
            current = Optional.empty();
            finished.cutter().close();
            finished.disk().close();
        }
    }
}
