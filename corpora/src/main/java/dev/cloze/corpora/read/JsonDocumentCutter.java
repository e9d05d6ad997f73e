package dev.cloze.corpora.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the strings at a path out of a JSON document as it streams by, so that a document of any size is read in the
 * memory of its longest string. Behind a fault nothing more of the document can be trusted: the rest is given up and
 * counted.
 */
final class JsonDocumentCutter implements Cutter {
    private static final int BLOCK_CHARS = 1 << 17;
    private static final String STRING = "string";

    private final Origin origin;
    private final JsonParser parser;
    private final JsonStrings strings;
    private long given;
    private boolean atEnd;
    private Optional<IOException> fault = Optional.empty();

    JsonDocumentCutter(Origin origin, InputStream in, Optional<FieldPath> path) throws IOException {
        this.origin = origin;
        this.parser = JsonExtraction.FACTORY.createParser(in);
        this.strings = new JsonStrings(parser, path);
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        List<String> block = new ArrayList<>();
        int chars = 0;
        while (!atEnd && chars < BLOCK_CHARS) {
            Optional<String> text = nextString();
            text.ifPresent(block::add);
            atEnd = text.isEmpty();
            chars += text.map(String::length).orElse(0);
        }
        if (!block.isEmpty()) {
            RowsExtraction rows = new RowsExtraction(
                    block, given + 1, STRING, origin.settings().markup());
            given += block.size();
            return Optional.of(RawRecord.rows(origin.source(), rows, origin.settings()));
        }
        if (fault.isPresent()) {
            IOException thrown = fault.get();
            fault = Optional.empty();
            throw thrown;
        }
        return Optional.empty();
    }

    private Optional<String> nextString() throws IOException {
        try {
            Optional<String> text = strings.next();
            if (text.isEmpty()) {
                for (JsonStrings.Missing missing : strings.missing()) {
                    origin.tally().add(missing.finding(origin.source()));
                }
            }
            return text;
        } catch (JsonProcessingException e) {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.DAMAGED_RECORD,
                            Sources.line(
                                    origin.source(), parser.currentLocation().getLineNr()),
                            "a JSON document",
                            e.getOriginalMessage()));
            return Optional.empty();
        } catch (java.io.CharConversionException e) {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.DAMAGED_RECORD,
                            Sources.line(
                                    origin.source(), parser.currentLocation().getLineNr()),
                            "UTF-8 text",
                            String.valueOf(e.getMessage())));
            return Optional.empty();
        } catch (IOException e) {
            fault = Optional.of(e);
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
