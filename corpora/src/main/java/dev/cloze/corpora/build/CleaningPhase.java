package dev.cloze.corpora.build;

import dev.cloze.corpora.Progress;
import dev.cloze.corpora.build.CleanedBatch.RawBatch;
import dev.cloze.corpora.clean.Cleaning;
import dev.cloze.corpora.clean.Funnel;
import dev.cloze.corpora.read.CorpusReader;
import dev.cloze.corpora.read.Extracted;
import dev.cloze.corpora.read.RawRecord;
import dev.cloze.corpora.read.RawRecords;
import dev.cloze.corpora.read.ReadTally;
import dev.cloze.corpora.store.DocumentWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first phase of a build: inputs to a store of cleaned documents. Records are cut on the calling thread, extracted, cleaned
 * and packed on several, and stored by the calling thread in their order. A finished part is never made again: a phase that was ended goes on
 * behind the last one, and the bytes are those of an undisturbed one.
 */
final class CleaningPhase {
    private static final int RECORDS_PER_BATCH = 512;
    private static final int BYTES_PER_BATCH = 1 << 18;

    private final CorpusReader reader;
    private final Cleaning cleaning;
    private final String settings;
    private final Path folder;
    private final long bytesPerPart;
    private final int threads;

    /**
     * A phase.
     *
     * @param settings the hash of inputs and settings: a part with another one is made anew
     * @param bytesPerPart compressed bytes at which a part ends
     */
    CleaningPhase(
            CorpusReader reader, Cleaning cleaning, String settings, Path folder, long bytesPerPart, int threads) {
        this.reader = reader;
        this.cleaning = cleaning;
        this.settings = settings;
        this.folder = folder;
        this.bytesPerPart = bytesPerPart;
        this.threads = threads;
    }

    /** The notes of all parts, in order; those that are missing are made. */
    List<CleanedPart> run(Progress progress) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<CleanedPart> parts = finished();
        while (parts.isEmpty() || !parts.get(parts.size() - 1).isLast()) {
            go(parts, progress);
        }
        return parts;
    }

    private List<CleanedPart> finished() throws IOException {
        List<CleanedPart> parts = new ArrayList<>();
        for (Optional<CleanedPart> part = CleanedPart.read(folder, 0, settings);
                part.isPresent();
                part = CleanedPart.read(folder, parts.size(), settings)) {
            parts.add(part.get());
        }
        return parts;
    }

    private void go(List<CleanedPart> parts, Progress progress) throws IOException, InterruptedException {
        try (RawRecords records = opened(parts);
                OrderedWork<CleanedBatch> work = new OrderedWork<>("clean", threads)) {
            Cutting cutting = new Cutting(records, parts);
            while (!cutting.isAtEnd() || !work.isEmpty()) {
                makePart(parts, cutting, work, progress);
            }
        }
    }

    private RawRecords opened(List<CleanedPart> parts) throws IOException {
        if (parts.isEmpty()) {
            return reader.records();
        }
        CleanedPart last = parts.get(parts.size() - 1);
        RawRecords records = reader.recordsFrom(last.nextInput());
        for (long skipped = 0; skipped < last.nextRecord(); skipped++) {
            records.next();
        }
        records.takeTally();
        return records;
    }

    private void makePart(List<CleanedPart> parts, Cutting cutting, OrderedWork<CleanedBatch> work, Progress progress)
            throws IOException, InterruptedException {
        ReadTally tally = new ReadTally(reader.settings().strict());
        Funnel funnel = cleaning.funnel();
        long before = parts.stream().mapToLong(CleanedPart::documents).sum();
        long rawBytes = 0;
        try (DocumentWriter writer = new DocumentWriter(folder, parts.size())) {
            while (true) {
                while (!cutting.isAtEnd() && !work.isFull()) {
                    RawBatch raw = cutting.next();
                    work.add(() -> CleanedBatch.of(raw, cleaning));
                }
                CleanedBatch batch = work.take();
                writer.append(batch.documents());
                tally.add(batch.raw().tally());
                for (Extracted found : batch.found()) {
                    tally.add(found);
                }
                funnel.append(batch.funnel());
                rawBytes += batch.raw().bytes();
                progress.at(before + writer.documents(), batch.raw().bytesRead());
                if (Thread.interrupted()) {
                    throw new InterruptedException("while documents were cleaned");
                }
                if (batch.raw().isLast() || writer.bytes() >= bytesPerPart) {
                    CleanedPart part = new CleanedPart(
                            settings,
                            writer.documents(),
                            rawBytes,
                            batch.raw().nextInput(),
                            batch.raw().nextRecord(),
                            batch.raw().isLast(),
                            tally.report(),
                            funnel.report());
                    writer.finish();
                    part.write(folder, parts.size());
                    parts.add(part);
                    return;
                }
            }
        }
    }

    /** Raw records in batches; what is in one depends on the records alone. */
    private static final class Cutting {
        private final RawRecords records;
        private int input;
        private long recordsOfInput;
        private boolean atEnd;

        Cutting(RawRecords records, List<CleanedPart> parts) {
            this.records = records;
            if (!parts.isEmpty()) {
                CleanedPart last = parts.get(parts.size() - 1);
                input = last.nextInput();
                recordsOfInput = last.nextRecord();
            }
        }

        boolean isAtEnd() {
            return atEnd;
        }

        RawBatch next() throws IOException {
            List<RawRecord> batch = new ArrayList<>();
            long bytes = 0;
            while (batch.size() < RECORDS_PER_BATCH && bytes < BYTES_PER_BATCH) {
                Optional<RawRecord> next = records.next();
                if (next.isEmpty()) {
                    atEnd = true;
                    break;
                }
                recordsOfInput = records.input() == input ? recordsOfInput + 1 : 1;
                input = records.input();
                batch.add(next.get());
                bytes += next.get().bytes();
            }
            return new RawBatch(batch, records.takeTally(), records.bytesRead(), input, recordsOfInput, atEnd);
        }
    }
}
