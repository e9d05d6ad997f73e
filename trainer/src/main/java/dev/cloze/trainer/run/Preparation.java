package dev.cloze.trainer.run;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.build.ShardBuilder;
import dev.cloze.corpora.build.ShardReport;
import dev.cloze.corpora.build.ShardSettings;
import dev.cloze.corpora.build.SideCounts;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.corpora.split.HeldOutSplit;
import dev.cloze.tokenizer.DataException;
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
import dev.cloze.trainer.recipe.TokenizerRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The stages before training: tokenizer and shards, each skipped when its inputs are those of the last time. */
final class Preparation {
    private static final int ALPHABET_LIMIT = 1000;
    private static final long BYTES_PER_SHARD = 256L << 20;
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

    /** What training reads; the tokenizer is open. */
    record Prepared(Tokenizer tokenizer, ShardReport report, TokenShards train, TokenShards heldOut)
            implements AutoCloseable {
        @Override
        public void close() {
            tokenizer.close();
        }
    }

    Prepared run() throws IOException, InterruptedException {
        Corpus corpus =
                CorpusInputs.open(recipe.corpus().paths(), recipe.corpus().documents());
        Fingerprint fingerprint = corpus.fingerprint(ShardBuilder.earlierFingerprint(folder.shards()));
        folder.requireCorpus(fingerprint.sha256());
        console.line(
                "corpus", "%s: %.1f MB", String.join(", ", recipe.corpus().paths()), fingerprint.bytes() / MEGABYTE);
        Split split = new Split(corpus);
        Tokenizer tokenizer = tokenizer(split, fingerprint);
        try {
            ShardReport report = shards(split, fingerprint, tokenizer);
            TokenShards train = open(ShardBuilder.trainFolder(folder.shards()), tokenizer);
            TokenShards heldOut = open(ShardBuilder.heldOutFolder(folder.shards()), tokenizer);
            return new Prepared(tokenizer, report, train, heldOut);
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

    /** The corpus with its split, surveyed when first needed: a pass that finished stages do without. */
    private final class Split {
        private final Corpus corpus;
        private Optional<HeldOutSplit> surveyed = Optional.empty();

        Split(Corpus corpus) {
            this.corpus = corpus;
        }

        HeldOutSplit get() throws IOException {
            if (surveyed.isEmpty()) {
                surveyed = Optional.of(HeldOutSplit.survey(
                        corpus,
                        recipe.corpus().heldOutShare(),
                        recipe.seed(),
                        new PassProgress(console, stop, "corpus")));
            }
            return surveyed.get();
        }
    }

    private Tokenizer tokenizer(Split split, Fingerprint fingerprint) throws IOException {
        if (recipe.from().isPresent()) {
            return ofModel(recipe.from().get());
        }
        return recipe.givenTokenizer().isPresent()
                ? given(recipe.givenTokenizer().get())
                : trained(recipe.tokenizer().orElseThrow(), split, fingerprint);
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
            RunFolder.clear(folder.tokenizer());
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

    private Tokenizer trained(TokenizerRecipe wanted, Split split, Fingerprint fingerprint) throws IOException {
        String inputs = RunFolder.hash(
                fingerprint.sha256(), wanted, recipe.seed(), recipe.corpus().heldOutShare());
        if (folder.isFinished("tokenizer", inputs)) {
            Tokenizer tokenizer = Tokenizer.load(folder.tokenizer());
            console.line("tokenizer", "%,d pieces, from an earlier start", tokenizer.vocabularySize());
            return tokenizer;
        }
        long start = System.nanoTime();
        WordCounts counts = new WordCounts(wanted.lowerCase());
        split.get().forEachTrainingText(split.corpus, counts::add, new PassProgress(console, stop, "tokenizer"));
        WordPieceModel model = WordPieceTrainer.train(
                counts, new WordPieceOptions(wanted.vocabularySize(), wanted.minimumFrequency(), ALPHABET_LIMIT));
        RunFolder.clear(folder.tokenizer());
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

    private ShardReport shards(Split split, Fingerprint fingerprint, Tokenizer tokenizer)
            throws IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ShardSettings settings =
                new ShardSettings(recipe.corpus().heldOutShare(), recipe.seed(), BYTES_PER_SHARD, threads);
        ShardBuilder builder = new ShardBuilder(split.corpus, fingerprint, tokenizer, settings, folder.shards());
        Optional<ShardReport> earlier = builder.finished();
        if (earlier.isPresent()) {
            console.line("shards", "%s, from an earlier start", described(earlier.get()));
            return earlier.get();
        }
        long start = System.nanoTime();
        ShardReport report = builder.build(split.get(), new PassProgress(console, stop, "shards"));
        double megabytes = (report.train().bytes() + report.heldOut().bytes()) / MEGABYTE;
        double seconds = secondsSince(start);
        console.line("shards", "%s, in %.1f s (%.1f MB/s)", described(report), seconds, megabytes / seconds);
        return report;
    }

    private static String described(ShardReport report) {
        SideCounts train = report.train();
        SideCounts heldOut = report.heldOut();
        return String.format(
                Locale.ROOT,
                "%,d documents, %,d tokens to train on; %,d and %,d held out; %.2f %% unknown; %,d files and %,d records"
                        + " passed over",
                train.documents(),
                train.tokens(),
                heldOut.documents(),
                heldOut.tokens(),
                100.0 * train.unknownTokens() / Math.max(1, train.tokens()),
                report.read().filesPassedOver(),
                report.read().recordsPassedOver());
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
