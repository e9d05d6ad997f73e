package dev.cloze.corpora.read;

import dev.cloze.corpora.ConcatenatedSource;
import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.ReadCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Text files and folders of them as one corpus. Folders are walked in the order of names; {@code .txt}, {@code .text}
 * and {@code .md}, each also with {@code .gz}, are read. A file that is named itself is read whatever it is called.
 * The files are listed when the corpus is made, so that every pass reads the same ones.
 */
public final class TextCorpus implements Corpus {
    private final FileListing listing;
    private final Unit unit;

    private TextCorpus(FileListing listing, Unit unit) {
        this.listing = listing;
        this.unit = unit;
    }

    /**
     * The corpus of these paths.
     *
     * @throws dev.cloze.tokenizer.UsageException if there is nothing at a path, or something that is neither a file nor
     *     a folder
     */
    public static TextCorpus of(List<Path> paths, Unit unit) throws IOException {
        return new TextCorpus(FileListing.of(paths), unit);
    }

    @Override
    public DocumentSource open() {
        ReadCounts leftOut = new ReadCounts(0, 0, 0, listing.passedOver(), 0);
        return new ConcatenatedSource(
                listing.files().stream().map(this::opening).toList(), leftOut);
    }

    @Override
    public Fingerprint fingerprint(Fingerprint known) throws IOException {
        String reading = "text, documents=" + unit.name().toLowerCase(Locale.ROOT);
        return Fingerprint.ofFiles(reading, listing.files(), known);
    }

    private ConcatenatedSource.Opening opening(Path file) {
        return () -> new TextReader(file.toString(), Files.newInputStream(file), unit);
    }
}
