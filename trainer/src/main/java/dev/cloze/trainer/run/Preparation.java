package dev.cloze.trainer.run;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.build.BuiltCorpus;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.build.ShardBuilder;
import dev.cloze.corpora.build.ShardReport;
import dev.cloze.corpora.build.ShardSettings;
import dev.cloze.corpora.sample.SampleCorpus;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.corpora.split.HeldOutSplit;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import dev.cloze.tokenizer.train.WordCounts;
import dev.cloze.tokenizer.train.WordPieceOptions;
import dev.cloze.tokenizer.train.WordPieceTrainer;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.recipe.FromRecipe;
import dev.cloze.trainer.recipe.GivenTokenizerRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.recipe.SourceRecipe;
import dev.cloze.trainer.recipe.TokenizerRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The stages before training: tokenizer and shards, each skipped when its inputs are those of the last time. */
final class Preparation {
    private static final int ALPHABET_LIMIT = 1000;
    private static final double MEGABYTE = 1e6;

    private final RunFolder folder;
    private final Recipe recipe;
    private final Console console;
    private final BooleanSupplier stop;

    Preparation(RunFolder folder, Recipe recipe, Console console, BooleanSupplier stop) {
        this.folder = folder;
        this.recipe = recipe;
        this.console = console;
        this.stop = stop;
    }

    /**
     * What training reads; the tokenizer is open.
     *
     * @param corpusSha256 the identity of all of the text
     * @param sources as in the recipe
     */
    record Prepared(Tokenizer tokenizer, String corpusSha256, List<Source> sources) implements AutoCloseable {
        @Override
        public void close() {
            tokenizer.close();
        }
    }

    /**
     * The shards of a source.
     *
     * @param heldOutBytes the bytes of the held-out text as it was read
     */
    record Source(SourceRecipe recipe, TokenShards train, TokenShards heldOut, long heldOutBytes) {}

    Prepared run() throws IOException, InterruptedException {
        List<SourceText> texts = new ArrayList<>();
        for (SourceRecipe source : recipe.corpus().sources()) {
            texts.add(new SourceText(source));
        }
        String corpusSha256 = texts.size() == 1 && recipe.corpus().mixture().isEmpty()
                ? texts.get(0).fingerprint.sha256()
                : RunFolder.hash(
                        texts.stream().map(text -> text.fingerprint.sha256()).toArray());
        folder.requireCorpus(corpusSha256);
        for (SourceText text : texts) {
            console.line(
                    "corpus",
                    "%s%s: %.1f MB",
                    text.source.label(),
                    String.join(", ", text.source.paths()),
                    text.fingerprint.bytes() / MEGABYTE);
        }
        Tokenizer tokenizer = tokenizer(texts, corpusSha256);
        try {
            List<Source> sources = new ArrayList<>();
            for (SourceText text : texts) {
                sources.add(shards(text, tokenizer));
            }
            return new Prepared(tokenizer, corpusSha256, sources);
        } catch (IOException | InterruptedException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** Opens shards and reads them through once: a damaged token would be trained on, or end a run hours later. */
    private static TokenShards open(Path side, Tokenizer tokenizer) throws IOException {
        TokenShards shards = TokenShards.open(side);
        shards.requireTokenizer(tokenizer.sha256());
        shards.verify();
        return shards;
    }

    /** The text of a source with its split, surveyed when first needed: a pass that finished stages do without. */
    private final class SourceText {
        private final SourceRecipe source;
        private final Corpus corpus;
        private final Path shards;
        private final Fingerprint fingerprint;
        private Optional<HeldOutSplit> surveyed = Optional.empty();

        SourceText(SourceRecipe source) throws IOException {
            this.source = source;
            corpus = CorpusInputs.open(source.paths(), recipe.corpus().documents());
            shards = folder.shards(source);
            fingerprint = corpus.fingerprint(ShardBuilder.earlierFingerprint(shards));
        }

        HeldOutSplit split() throws IOException {
            if (surveyed.isEmpty()) {
                try {
                    surveyed = Optional.of(HeldOutSplit.survey(
                            corpus,
                            recipe.corpus().heldOutShare(),
                            recipe.seed(),
                            new PassProgress(console, stop, "corpus")));
                } catch (UsageException e) {
                    throw source.name().map(e::in).orElse(e);
                }
            }
            return surveyed.get();
        }

        void forEachTrainingText(Consumer<String> action) throws IOException {
            split().forEachTrainingText(corpus, action, new PassProgress(console, stop, "tokenizer"));
        }

        /** The shards of a built corpus, if they are those of this run. */
        Optional<ShardReport> takeOver(ShardBuilder builder) throws IOException {
            return source.paths().size() == 1
                            && !SampleCorpus.isAddress(source.paths().get(0))
                    ? builder.takeOver(BuiltCorpus.shards(Path.of(source.paths().get(0))))
                    : Optional.empty();
        }

        ShardReport build(ShardBuilder builder) throws IOException, InterruptedException {
            try {
                return builder.build(split(), new PassProgress(console, stop, "shards"));
            } catch (DataException e) {
                throw source.name().map(e::in).orElse(e);
            }
        }
    }

    private Tokenizer tokenizer(List<SourceText> texts, String corpusSha256) throws IOException {
        if (recipe.from().isPresent()) {
            return ofModel(recipe.from().get());
        }
        return recipe.givenTokenizer().isPresent()
                ? given(recipe.givenTokenizer().get())
                : trained(recipe.tokenizer().orElseThrow(), texts, corpusSha256);
    }

    /** The tokenizer of the model that the run goes on from. */
    private Tokenizer ofModel(FromRecipe from) throws IOException {
        Tokenizer tokenizer = copied(from.model(), from.sha256(), () -> {
            StartingModel.of(recipe); // it may have changed
            return Path.of(from.model());
        });
        if (tokenizer.vocabularySize() > from.vocabularySize()) {
            String got = "one of " + tokenizer.vocabularySize();
            tokenizer.close();
            throw new DataException(
                    from.model(), "a tokenizer of at most the model's " + from.vocabularySize() + " tokens", got);
        }
        return tokenizer;
    }

    private Tokenizer given(GivenTokenizerRecipe wanted) throws IOException {
        return copied(wanted.path(), wanted.sha256(), () -> {
            GivenTokenizerRecipe found = GivenTokenizerRecipe.of(Path.of(wanted.path()));
            if (!found.equals(wanted)) {
                throw new UsageException(
                        wanted.path(),
                        "the tokenizer of the recipe, of SHA-256 " + wanted.sha256(),
                        "another, of " + found.sha256());
            }
            return Path.of(wanted.path());
        });
    }

    /** Where a tokenizer's files are, if they are still what they were. */
    private interface Place {
        Path get() throws IOException;
    }

    /** A tokenizer from elsewhere, copied into the run's folder once. */
    private Tokenizer copied(String name, String sha256, Place place) throws IOException {
        boolean earlier = folder.isFinished("tokenizer", sha256);
        if (!earlier) {
            Path from = place.get();
            FolderTree.delete(folder.tokenizer());
            TokenizerFiles.copy(from, folder.tokenizer());
        }
        Tokenizer tokenizer = Tokenizer.load(folder.tokenizer());
        folder.finish("tokenizer", sha256);
        console.line(
                "tokenizer",
                "%,d pieces of %s%s",
                tokenizer.vocabularySize(),
                name,
                earlier ? ", from an earlier start" : "");
        return tokenizer;
    }

    /** A tokenizer of the training text of all sources, each counted once whatever its share of the rows. */
    private Tokenizer trained(TokenizerRecipe wanted, List<SourceText> texts, String corpusSha256) throws IOException {
        String inputs = RunFolder.hash(
                corpusSha256, wanted, recipe.seed(), recipe.corpus().heldOutShare());
        if (folder.isFinished("tokenizer", inputs)) {
            Tokenizer tokenizer = Tokenizer.load(folder.tokenizer());
            console.line("tokenizer", "%,d pieces, from an earlier start", tokenizer.vocabularySize());
            return tokenizer;
        }
        long start = System.nanoTime();
        WordCounts counts = new WordCounts(wanted.lowerCase());
        for (SourceText text : texts) {
            text.forEachTrainingText(counts::add);
        }
        WordPieceModel model = WordPieceTrainer.train(
                counts, new WordPieceOptions(wanted.vocabularySize(), wanted.minimumFrequency(), ALPHABET_LIMIT));
        FolderTree.delete(folder.tokenizer());
        TokenizerFiles.write(folder.tokenizer(), model);
        folder.finish("tokenizer", inputs);
        double seconds = secondsSince(start);
        console.line(
                "tokenizer",
                "%,d WordPiece pieces from %,d words, %,d of them distinct, in %.1f s",
                model.pieces().size(),
                counts.total(),
                counts.distinct(),
                seconds);
        return Tokenizer.load(folder.tokenizer());
    }

    private Source shards(SourceText text, Tokenizer tokenizer) throws IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ShardSettings settings = new ShardSettings(
                recipe.corpus().heldOutShare(), recipe.seed(), ShardSettings.USUAL_BYTES_PER_SHARD, threads);
        ShardBuilder builder = new ShardBuilder(text.corpus, text.fingerprint, tokenizer, settings, text.shards);
        String label = text.source.label();
        Optional<ShardReport> earlier = builder.finished();
        Optional<ShardReport> takenOver = earlier.isPresent() ? Optional.empty() : text.takeOver(builder);
        ShardReport report;
        if (earlier.isPresent()) {
            report = earlier.get();
            console.line("shards", "%s%s, from an earlier start", label, report.inWords());
        } else if (takenOver.isPresent()) {
            report = takenOver.get();
            console.line("shards", "%s%s, those of the built corpus", label, report.inWords());
        } else {
            long start = System.nanoTime();
            report = text.build(builder);
            double megabytes = (report.train().bytes() + report.heldOut().bytes()) / MEGABYTE;
            double seconds = secondsSince(start);
            console.line(
                    "shards", "%s%s, in %.1f s (%.1f MB/s)", label, report.inWords(), seconds, megabytes / seconds);
        }
        return new Source(
                text.source,
                open(ShardBuilder.trainFolder(text.shards), tokenizer),
                open(ShardBuilder.heldOutFolder(text.shards), tokenizer),
                report.heldOut().bytes());
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
