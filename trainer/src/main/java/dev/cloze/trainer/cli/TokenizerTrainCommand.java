package dev.cloze.trainer.cli;

import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UnigramModel;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.train.BpeOptions;
import dev.cloze.tokenizer.train.BpeTrainer;
import dev.cloze.tokenizer.train.CorpusWeights;
import dev.cloze.tokenizer.train.LikelihoodWordPieceTrainer;
import dev.cloze.tokenizer.train.SpilledWordCounts;
import dev.cloze.tokenizer.train.TrainingProgress;
import dev.cloze.tokenizer.train.UnigramOptions;
import dev.cloze.tokenizer.train.UnigramTrainer;
import dev.cloze.tokenizer.train.WordPieceOptions;
import dev.cloze.tokenizer.train.WordPieceTrainer;
import dev.cloze.trainer.observe.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cloze tokenizer train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a vocabulary and writes the files by which HuggingFace's libraries know it.")
final class TokenizerTrainCommand implements ClozeCommand {
    /** The side file that says where a vocabulary comes from; HuggingFace's readers pass it over. */
    private static final String PROVENANCE = "training.json";

    private static final int BERT_ALPHABET = 1000;
    private static final long MEBIBYTE = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CorpusOptions corpus;

    @Option(names = "--model", required = true, paramLabel = "M", description = "One of ${COMPLETION-CANDIDATES}.")
    private Kind model;

    @Option(names = "--vocab-size", required = true, paramLabel = "N", description = "Pieces, special tokens included.")
    private int vocabularySize;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder for the files.")
    private Path out;

    @Option(
            names = "--min-frequency",
            defaultValue = "2",
            paramLabel = "N",
            description = "Pairs that occur less often are not joined (default: ${DEFAULT-VALUE}).")
    private long minimumFrequency;

    @Option(
            names = "--criterion",
            defaultValue = "frequency",
            paramLabel = "C",
            description = "What wordpiece joins first: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Criterion criterion;

    @Option(
            names = "--pre-tokenizer",
            paramLabel = "P",
            description =
                    "How words are cut: ${COMPLETION-CANDIDATES} (default: gpt2 for bpe, metaspace for unigram). wordpiece"
                            + " has bert's.")
    private Optional<PreTokenizer> preTokenizer = Optional.empty();

    @Option(
            names = "--normalizer",
            arity = "1..*",
            paramLabel = "N",
            description = "What is done to text before, for bpe and unigram, in this order: ${COMPLETION-CANDIDATES}.")
    private List<WordRules.Normalizer> normalizers = new ArrayList<>();

    @Option(names = "--cased", description = "bert's words keep capitals and accents.")
    private boolean cased;

    @Option(names = "--individual-digits", description = "Each digit is a word, for bpe and unigram.")
    private boolean individualDigits;

    @Option(
            names = "--limit-alphabet",
            paramLabel = "N",
            description = "Most characters to keep, the more frequent ones (default: 1000 for wordpiece, else all).")
    private Optional<Integer> limitAlphabet = Optional.empty();

    @Option(
            names = "--initial-alphabet",
            defaultValue = "",
            paramLabel = "CHARACTERS",
            description = "Characters to have even if the text lacks them. Byte-level bpe has all bytes.")
    private String initialAlphabet;

    @Option(
            names = "--continuing-subword-prefix",
            defaultValue = "",
            paramLabel = "MARK",
            description = "What bpe puts before pieces that do not begin a word; wordpiece has ##.")
    private String continuingPrefix;

    @Option(
            names = "--end-of-word-suffix",
            defaultValue = "",
            paramLabel = "MARK",
            description = "What bpe puts after pieces that end a word.")
    private String endOfWordSuffix;

    @Option(
            names = "--max-token-length",
            paramLabel = "N",
            description = "Joined pieces of bpe are shorter, in characters, as HuggingFace understands it.")
    private Optional<Integer> maxTokenLength = Optional.empty();

    @Option(
            names = "--special-tokens",
            arity = "1..*",
            paramLabel = "T",
            description =
                    "The special tokens of bpe and unigram in the order of their ids; the five of BERT or RoBERTa must be among"
                            + " them (default: BERT's).")
    private List<String> specialTokens = SpecialTokens.NAMES;

    @Option(names = "--byte-fallback", description = "unigram spells characters that it lacks as bytes.")
    private boolean byteFallback;

    @Option(
            names = "--shrinking-factor",
            defaultValue = "0.75",
            paramLabel = "F",
            description = "Share of the pieces that a round of unigram keeps (default: ${DEFAULT-VALUE}).")
    private double shrinkingFactor;

    @Option(
            names = "--max-piece-length",
            defaultValue = "16",
            paramLabel = "N",
            description = "Most characters of a piece of unigram (default: ${DEFAULT-VALUE}).")
    private int maxPieceLength;

    @Option(
            names = "--n-sub-iterations",
            defaultValue = "2",
            paramLabel = "N",
            description = "Rounds of expectation between two prunings of unigram (default: ${DEFAULT-VALUE}).")
    private int subIterations;

    @Option(
            names = "--seed-size",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Most pieces that unigram begins with (default: ${DEFAULT-VALUE}).")
    private int seedSize;

    @Option(
            names = "--weights",
            arity = "1..*",
            paramLabel = "W",
            description = "How much a word counts in each P, one number for each; only their ratios matter.")
    private List<Double> weights = new ArrayList<>();

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Each P counts as if drawn with probability p ~ words^(1/T): 1 leaves sizes as they are.")
    private Optional<Double> temperature = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that count words (default: one for each core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--memory",
            defaultValue = "1024",
            paramLabel = "MiB",
            description = "Most memory for counting words; beyond it they go to disk (default: ${DEFAULT-VALUE}).")
    private int memoryMebibytes;

    @Option(
            names = "--temporary",
            paramLabel = "DIR",
            description = "Where words go that memory has no room for (default: the system's folder).")
    private Path temporary = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    private enum Kind {
        BPE,
        WORDPIECE,
        UNIGRAM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Options that not every model has. */
    private static final Map<String, Set<Kind>> ONLY_OF = Map.ofEntries(
            Map.entry("--min-frequency", Set.of(Kind.BPE, Kind.WORDPIECE)),
            Map.entry("--criterion", Set.of(Kind.WORDPIECE)),
            Map.entry("--pre-tokenizer", Set.of(Kind.BPE, Kind.UNIGRAM)),
            Map.entry("--normalizer", Set.of(Kind.BPE, Kind.UNIGRAM)),
            Map.entry("--individual-digits", Set.of(Kind.BPE, Kind.UNIGRAM)),
            Map.entry("--limit-alphabet", Set.of(Kind.BPE, Kind.WORDPIECE)),
            Map.entry("--continuing-subword-prefix", Set.of(Kind.BPE)),
            Map.entry("--end-of-word-suffix", Set.of(Kind.BPE)),
            Map.entry("--max-token-length", Set.of(Kind.BPE)),
            Map.entry("--special-tokens", Set.of(Kind.BPE, Kind.UNIGRAM)),
            Map.entry("--byte-fallback", Set.of(Kind.UNIGRAM)),
            Map.entry("--shrinking-factor", Set.of(Kind.UNIGRAM)),
            Map.entry("--max-piece-length", Set.of(Kind.UNIGRAM)),
            Map.entry("--n-sub-iterations", Set.of(Kind.UNIGRAM)),
            Map.entry("--seed-size", Set.of(Kind.UNIGRAM)));

    private enum Criterion {
        FREQUENCY,
        LIKELIHOOD;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private enum PreTokenizer {
        GPT2,
        LLAMA3,
        WHITESPACE,
        METASPACE,
        BERT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where a vocabulary comes from.
     *
     * @param criterion what was joined first
     */
    private record Provenance(
            int format,
            String program,
            String model,
            String criterion,
            WordRules rules,
            int vocabularySize,
            long minimumFrequency,
            Integer alphabetLimit,
            String initialAlphabet,
            Integer maxTokenLength,
            List<CountedCorpora.Counted> corpora,
            long words,
            long distinctWords,
            int pieces,
            String tokenizerSha256) {}

    private record Result(String out, int pieces, long words, long distinctWords, double seconds) {}

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        checkOptions();
        Console console = new Console(json ? line -> {} : out()::println);
        CountedCorpora corpora = new CountedCorpora(
                rules(), corpus.documents(), threads, temporary, memoryMebibytes * MEBIBYTE, console);
        try (SpilledWordCounts words = corpora.open(memoryMebibytes * MEBIBYTE)) {
            List<CountedCorpora.Counted> counted = weights.isEmpty() && temperature.isEmpty()
                    ? List.of(corpora.count(corpus.inputs(), words))
                    : corpora.countApart(corpus.inputs(), this::weights, words);
            CountedCorpora.Totals totals = CountedCorpora.Totals.of(words);
            console.line("count", "%,d words, %,d of them distinct", totals.all(), totals.distinct());
            ProgressLines lines = new ProgressLines(console, "train");
            String unit = model == Kind.UNIGRAM ? " passes" : " pieces";
            int pieces = train(words, (done, of) -> lines.at(done, of, done + unit));
            writeProvenance(counted, totals, pieces);
            double seconds = (System.nanoTime() - start) * 1e-9;
            if (json) {
                out().println(Json.of(new Result(out.toString(), pieces, totals.all(), totals.distinct(), seconds)));
            }
            console.line("tokenizer", "%,d pieces in %.1f s: %s", pieces, seconds, out);
        }
        return 0;
    }

    private void checkOptions() {
        require("--vocab-size", vocabularySize);
        require("--min-frequency", minimumFrequency);
        require("--threads", threads);
        require("--memory", memoryMebibytes);
        limitAlphabet.ifPresent(limit -> require("--limit-alphabet", limit));
        maxTokenLength.ifPresent(length -> require("--max-token-length", length));
        temperature.filter(t -> !(t >= 1 && t < Double.POSITIVE_INFINITY)).ifPresent(t -> {
            throw new UsageException("--temperature", "1 or more", "" + t);
        });
        if (!weights.isEmpty() && (weights.size() != corpus.inputs().size() || temperature.isPresent())) {
            throw new UsageException(
                    "--weights",
                    "one for each --corpus, and no --temperature",
                    weights.size() + " for " + corpus.inputs().size()
                            + temperature.map(t -> " and --temperature " + t).orElse(""));
        }
        for (double weight : weights) {
            if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new UsageException("--weights", "numbers above 0", "" + weight);
            }
        }
        require("--max-piece-length", maxPieceLength);
        require("--n-sub-iterations", subIterations);
        require("--seed-size", seedSize);
        if (!(shrinkingFactor > 0 && shrinkingFactor < 1)) {
            throw new UsageException("--shrinking-factor", "above 0 and below 1", "" + shrinkingFactor);
        }
        ONLY_OF.forEach((option, kinds) -> {
            if (!kinds.contains(model) && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException(
                        option,
                        "to go with --model "
                                + kinds.stream().sorted().map(Kind::toString).collect(Collectors.joining(" or ")),
                        "--model " + model);
            }
        });
        if (cased && model != Kind.WORDPIECE && !preTokenizer.equals(Optional.of(PreTokenizer.BERT))) {
            throw new UsageException("--cased", "to go with bert's words; others keep capitals", "--model " + model);
        }
        if (model == Kind.UNIGRAM && rules().isOfBytes()) {
            throw new UsageException(
                    "--pre-tokenizer", "metaspace, whitespace or bert for --model unigram", "one that spells in bytes");
        }
    }

    private static void require(String option, long value) {
        if (value < 1) {
            throw new UsageException(option, "1 or more", "" + value);
        }
    }

    private double[] weights(long[] words) {
        return temperature.isPresent()
                ? CorpusWeights.byTemperature(words, temperature.get())
                : CorpusWeights.scaled(
                        weights.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private WordRules rules() {
        if (model == Kind.WORDPIECE) {
            return WordRules.bert(!cased);
        }
        PreTokenizer ofModel = model == Kind.UNIGRAM ? PreTokenizer.METASPACE : PreTokenizer.GPT2;
        WordRules.Cutting cutting =
                switch (preTokenizer.orElse(ofModel)) {
                    case GPT2 -> WordRules.Cutting.GPT2_BYTES;
                    case LLAMA3 -> WordRules.Cutting.LLAMA3_BYTES;
                    case WHITESPACE -> WordRules.Cutting.WHITESPACE;
                    case METASPACE -> WordRules.Cutting.METASPACE;
                    case BERT -> cased ? WordRules.Cutting.BERT_CASED : WordRules.Cutting.BERT_UNCASED;
                };
        return new WordRules(normalizers, individualDigits, cutting);
    }

    /** Trains and writes the files; the number of pieces. */
    private int train(SpilledWordCounts words, TrainingProgress progress) throws IOException {
        switch (model) {
            case BPE -> {
                BpeModel trained =
                        BpeTrainer.train(words, bpeOptions(words.rules().isOfBytes()), progress);
                TokenizerFiles.write(out, trained);
                return trained.pieces().size();
            }
            case WORDPIECE -> {
                WordPieceOptions options = new WordPieceOptions(
                        vocabularySize, minimumFrequency, limitAlphabet.orElse(BERT_ALPHABET), initialAlphabet());
                WordPieceModel trained = criterion == Criterion.LIKELIHOOD
                        ? LikelihoodWordPieceTrainer.train(words, options, progress)
                        : WordPieceTrainer.train(words, options, progress);
                TokenizerFiles.write(out, trained);
                return trained.pieces().size();
            }
            case UNIGRAM -> {
                UnigramModel trained = UnigramTrainer.train(words, unigramOptions(), threads, progress);
                TokenizerFiles.write(out, trained);
                return trained.pieces().size();
            }
        }
        throw new AssertionError(model);
    }

    private BpeOptions bpeOptions(boolean ofBytes) {
        return new BpeOptions(
                vocabularySize,
                minimumFrequency,
                specialTokens,
                ofBytes ? BpeOptions.byteAlphabet() : initialAlphabet(),
                limitAlphabet.isPresent() ? OptionalInt.of(limitAlphabet.get()) : OptionalInt.empty(),
                continuingPrefix,
                endOfWordSuffix,
                maxTokenLength.isPresent() ? OptionalInt.of(maxTokenLength.get()) : OptionalInt.empty());
    }

    private UnigramOptions unigramOptions() {
        String roberta = "<unk>";
        return new UnigramOptions(
                vocabularySize,
                shrinkingFactor,
                maxPieceLength,
                subIterations,
                seedSize,
                initialAlphabet,
                specialTokens,
                specialTokens.contains(roberta) ? roberta : SpecialTokens.UNKNOWN,
                byteFallback);
    }

    private Set<Integer> initialAlphabet() {
        return initialAlphabet.codePoints().boxed().collect(Collectors.toSet());
    }

    private void writeProvenance(List<CountedCorpora.Counted> corpora, CountedCorpora.Totals totals, int pieces)
            throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(out)) {
            JsonFile.write(
                    out.resolve(PROVENANCE),
                    new Provenance(
                            1,
                            "cloze " + Version.number(),
                            model.toString(),
                            criterion.toString(),
                            rules(),
                            vocabularySize,
                            minimumFrequency,
                            limitAlphabet.orElse(null),
                            initialAlphabet,
                            maxTokenLength.orElse(null),
                            corpora,
                            totals.all(),
                            totals.distinct(),
                            pieces,
                            tokenizer.sha256()));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
