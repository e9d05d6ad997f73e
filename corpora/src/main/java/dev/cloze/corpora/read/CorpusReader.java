package dev.cloze.corpora.read;

import dev.cloze.corpora.Fingerprint;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of any kind as raw records, from which {@link RawRecord#extract} makes documents. Formats, compression and
 * archives are told by content. The files are listed when the reader is made, so that every pass reads the same ones in
 * the same order.
 */
public final class CorpusReader {
    private final InputListing listing;
    private final ReadSettings settings;

    private CorpusReader(InputListing listing, ReadSettings settings) {
        this.listing = listing;
        this.settings = settings;
    }

    /**
     * A reader of files, folders and patterns such as {@code data/*.jsonl.zst} or {@code data/**}.
     *
     * @throws UsageException if there is no input, or nothing at a path
     */
    public static CorpusReader open(List<String> inputs, ReadSettings settings) throws IOException {
        if (inputs.isEmpty()) {
            throw new UsageException("corpus", "one or more files, folders or patterns", "none");
        }
        return new CorpusReader(InputListing.of(inputs), settings);
    }

    /** How the inputs are read. */
    public ReadSettings settings() {
        return settings;
    }

    /** The files in reading order; the number of an input is its place in this list. */
    public List<Path> files() {
        return listing.files();
    }

    /** The identity of the inputs and of the settings; files that {@code known} vouches for are not read. */
    public Fingerprint fingerprint(Fingerprint known) throws IOException {
        return Fingerprint.ofFiles(settings.words(), listing.files(), known);
    }

    /** Starts a pass; the caller closes it. */
    public RawRecords records() throws IOException {
        RawRecords records = new RawRecords(listing.files(), settings, 0);
        for (ReadFinding finding : listing.findings()) {
            records.tally().add(finding);
        }
        return records;
    }

    /**
     * Starts a pass at an input, without reading the ones before it nor counting what the listing left out.
     *
     * @param input the number of the first file to read, from 0
     */
    public RawRecords recordsFrom(int input) {
        return new RawRecords(listing.files(), settings, input);
    }
}
