package dev.cloze.corpora.build;

import dev.cloze.corpora.ConcatenatedCorpus;
import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.read.TextCorpus;
import dev.cloze.corpora.read.Unit;
import dev.cloze.corpora.sample.SampleCorpus;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a user names as a corpus: files, folders, folders of built corpora, and samples such as {@code sample:wordnet}. */
public final class CorpusInputs {
    private CorpusInputs() {}

    /**
     * One corpus out of all inputs, in the order given.
     *
     * @param unit what of a file becomes a document; samples have units of their own
     * @throws UsageException if there is no input, nothing at a path, or no such sample
     */
    public static Corpus open(List<String> inputs, Unit unit) throws IOException {
        if (inputs.isEmpty()) {
            throw new UsageException("corpus", "one or more files, folders or samples", "none");
        }
        List<Corpus> parts = new ArrayList<>();
        for (String input : inputs) {
            parts.add(one(input, unit));
        }
        return new ConcatenatedCorpus(parts);
    }

    private static Corpus one(String input, Unit unit) throws IOException {
        if (SampleCorpus.isAddress(input)) {
            return SampleCorpus.of(input);
        }
        Path path = Path.of(input);
        return CorpusManifest.isPresent(path) ? BuiltCorpus.of(path) : TextCorpus.of(List.of(path), unit);
    }
}
