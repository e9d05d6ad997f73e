package dev.cloze.corpora.sample;

import com.google.gson.JsonObject;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.tokenizer.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A sample as a file of JSON lines, for what reads files only. */
public final class SampleFile {
    private SampleFile() {}

    /**
     * Writes a sample's documents, one a line, unless an earlier call has.
     *
     * @param field the name under which a line has its text
     * @param folder where the file goes; made if it is missing
     */
    public static Path write(String address, String field, Path folder) throws IOException {
        SampleCorpus sample = SampleCorpus.of(address);
        Path file = folder.resolve(address.substring(SampleCorpus.SCHEME.length()) + ".jsonl");
        if (Files.isRegularFile(file)) {
            return file;
        }
        Files.createDirectories(folder);
        StringBuilder lines = new StringBuilder(); // a sample is some ten megabytes
        try (DocumentSource documents = sample.open()) {
            for (Optional<Document> next = documents.next(); next.isPresent(); next = documents.next()) {
                JsonObject line = new JsonObject();
                line.addProperty(field, next.get().text());
                lines.append(line).append('\n');
            }
        }
        AtomicFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
        return file;
    }
}
