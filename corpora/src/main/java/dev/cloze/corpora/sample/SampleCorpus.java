package dev.cloze.corpora.sample;

import dev.cloze.corpora.ConcatenatedSource;
import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.corpora.read.TextReader;
import dev.cloze.corpora.read.Unit;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A sample corpus, read from the class path. */
public final class SampleCorpus implements Corpus {
    /** What the address of a sample begins with, where otherwise a path stands. */
    public static final String SCHEME = "sample:";

    private final Sample sample;
    private final ClassLoader loader;

    private SampleCorpus(Sample sample, ClassLoader loader) {
        this.sample = sample;
        this.loader = loader;
    }

    /** Whether an input is the address of a sample, not a path. */
    public static boolean isAddress(String input) {
        return input.startsWith(SCHEME);
    }

    /**
     * The sample of an address such as {@code sample:wordnet}.
     *
     * @throws UsageException if there is no sample of this name, or if its artifact is not on the class path
     */
    public static SampleCorpus of(String address) {
        return of(address, SampleCorpus.class.getClassLoader());
    }

    static SampleCorpus of(String address, ClassLoader loader) {
        Sample sample = Arrays.stream(Sample.values())
                .filter(each -> address.equals(SCHEME + each.label()))
                .findFirst()
                .orElseThrow(() -> new UsageException("corpus", "one of " + addresses(), address));
        for (String resource : sample.resources()) {
            if (loader.getResource(resource) == null) {
                throw new UsageException(
                        address,
                        "the Maven artifact " + sample.artifact() + " on the class path",
                        "none; add it as a dependency");
            }
        }
        return new SampleCorpus(sample, loader);
    }

    private static String addresses() {
        return Arrays.stream(Sample.values()).map(each -> SCHEME + each.label()).collect(Collectors.joining(", "));
    }

    @Override
    public DocumentSource open() {
        List<ConcatenatedSource.Opening> resources = new ArrayList<>();
        for (String resource : sample.resources()) {
            resources.add(() -> open(resource));
        }
        return new ConcatenatedSource(resources, ReadCounts.NONE);
    }

    @Override
    public Fingerprint fingerprint(Fingerprint known) throws IOException {
        List<Fingerprint.Input> inputs = new ArrayList<>();
        for (String resource : sample.resources()) {
            try (InputStream in = stream(resource)) {
                inputs.add(Fingerprint.ofStream(name(resource), "", in));
            }
        }
        return new Fingerprint(SCHEME + sample.label(), inputs);
    }

    private DocumentSource open(String resource) throws IOException {
        return switch (sample) {
            case WORDNET -> new RecordSource(name(resource), stream(resource), new WordNetGlosses());
            case DICKENS -> new TextReader(name(resource), stream(resource), Unit.FILES);
            case EUROPARL_EN -> new RecordSource(name(resource), stream(resource), new EnglishPassages());
        };
    }

    private InputStream stream(String resource) throws IOException {
        InputStream in = loader.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(name(resource) + ": expected the resource found before, got none");
        }
        return in;
    }

    private String name(String resource) {
        return SCHEME + sample.label() + "!" + resource.substring(resource.lastIndexOf('/') + 1);
    }
}
