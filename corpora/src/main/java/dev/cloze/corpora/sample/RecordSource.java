package dev.cloze.corpora.sample;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.corpora.read.Compression;
import dev.cloze.corpora.read.CountingStream;
import dev.cloze.tokenizer.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The documents of a sample's file that holds one record on each line. Lines are known to be short in the samples. */
final class RecordSource implements DocumentSource {
    private final String source;
    private final CountingStream counted;
    private final BufferedReader lines;
    private final RecordText text;
    private long line;
    private long documents;
    private long passedOver;

    RecordSource(String source, InputStream in, RecordText text) throws IOException {
        this.source = source;
        this.text = text;
        this.counted = new CountingStream(in);
        // newDecoder() reports malformed input; a charset alone would replace it.
        this.lines = new BufferedReader(
                new InputStreamReader(Compression.unpack(source, counted), StandardCharsets.UTF_8.newDecoder()));
    }

    @Override
    public Optional<Document> next() throws IOException {
        for (String record = nextLine(); record != null; record = nextLine()) {
            Optional<String> chosen =
                    text.of(source + ":" + line, record).map(String::strip).filter(found -> !found.isEmpty());
            if (chosen.isPresent()) {
                return Optional.of(new Document(source, documents++, chosen.get()));
            }
            passedOver++;
        }
        return Optional.empty();
    }

    private String nextLine() throws IOException {
        line++;
        try {
            return lines.readLine();
        } catch (CharacterCodingException e) {
            throw new DataException(source + ":" + line, "UTF-8 text", String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public long bytesRead() {
        return counted.bytesRead();
    }

    @Override
    public ReadCounts counts() {
        return new ReadCounts(1, documents, 0, 0, passedOver);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
