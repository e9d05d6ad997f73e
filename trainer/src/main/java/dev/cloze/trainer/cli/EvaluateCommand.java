package dev.cloze.trainer.cli;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.inference.EmbeddingOptions;
import dev.cloze.core.inference.LongText;
import dev.cloze.core.inference.PseudoLikelihood;
import dev.cloze.core.inference.TextEmbedder;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.read.Unit;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.evaluate.Baselines;
import dev.cloze.trainer.evaluate.FrequencyBands;
import dev.cloze.trainer.evaluate.FrequencyBands.BandScore;
import dev.cloze.trainer.evaluate.HeldOutEvaluation;
import dev.cloze.trainer.evaluate.HeldOutFigures;
import dev.cloze.trainer.evaluate.LabelledTexts;
import dev.cloze.trainer.evaluate.LinearProbe;
import dev.cloze.trainer.evaluate.PseudoPerplexity;
import dev.cloze.trainer.evaluate.TextRows;
import dev.cloze.trainer.evaluate.TokenCounts;
import dev.cloze.trainer.observe.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Measures a model on all of a text: loss, accuracy and bits per byte at 15 %% masks, 80/10/10, fixed by"
                        + " the seed; on request its pseudo-perplexity.")
public final class EvaluateCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    private static final String CORPUS = "corpus";
    private static final int ROWS_PER_BATCH = 32;
    private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;
    private static final List<String> BANDS = List.of("most frequent", "second", "third", "rarest");

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model's folder.")
    private Path model;

    @Option(
            names = "--corpus",
            arity = "1..*",
            paramLabel = "P",
            description = "Text files (.txt, .gz), folders, or samples (sample:dickens).")
    private List<String> corpus = List.of();

    @Option(
            names = "--set",
            paramLabel = "NAME=P",
            description = "A text that is measured by itself, with its name; may be repeated, of one name too.")
    private List<String> sets = List.of();

    @Option(
            names = "--documents",
            defaultValue = "files",
            paramLabel = "UNIT",
            description = "What a document is: files or lines (default: ${DEFAULT-VALUE}).")
    private Unit documents;

    @Option(
            names = "--probe",
            paramLabel = "FILE",
            description =
                    "Labelled texts (.csv, .tsv, .jsonl) for a logistic regression on the frozen model's mean vectors,"
                            + " cross-validated; may be repeated.")
    private List<Path> probes = List.of();

    @Option(
            names = "--text-field",
            defaultValue = "text",
            paramLabel = "F",
            description = "The column or key of a probe's texts (default: ${DEFAULT-VALUE}).")
    private String textField;

    @Option(
            names = "--label-field",
            defaultValue = "label",
            paramLabel = "F",
            description = "The column or key of a probe's labels (default: ${DEFAULT-VALUE}).")
    private String labelField;

    @Option(
            names = "--folds",
            defaultValue = "5",
            paramLabel = "N",
            description =
                    "Parts of a probe's texts, each classified by what the others teach (default: ${DEFAULT-VALUE}).")
    private int folds;

    @Option(
            names = "--row-length",
            paramLabel = "T",
            description = "Tokens in a row (default: the most that the model takes). Learned positions which training"
                    + " never reached are noise: give the row length of training if it was shorter.")
    private Optional<Integer> rowLength = Optional.empty();

    @Option(names = "--seed", defaultValue = "1", description = "Seed of masks and folds (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(
            names = "--pseudo-perplexity",
            description =
                    "Hide each token of the text once, alone (Salazar et al. 2020); a text of n tokens takes n rows.")
    private boolean pseudoPerplexity;

    /** Of absent figures the object has no key. */
    private record Result(
            String model,
            Double loss,
            Double accuracy,
            Double bitsPerByte,
            Long masked,
            double uniformLoss,
            List<BandScore> bands,
            PseudoPerplexity pseudoPerplexity,
            List<Set> sets,
            List<Probe> probes) {}

    /** A text's figures by its name; that of {@code --corpus} is called so. */
    private record Set(String name, HeldOutFigures figures, PseudoPerplexity pseudoPerplexity) {}

    private record Probe(String file, LinearProbe result) {}

    @Override
    public Integer call() throws Exception {
        Map<String, List<String>> texts = texts();
        if (texts.isEmpty() && probes.isEmpty()) {
            throw new UsageException("evaluate", "--corpus, --set or --probe", "none of them");
        }
        if (texts.isEmpty() && pseudoPerplexity) {
            throw new UsageException("--pseudo-perplexity", "a text, by --corpus or --set", "none");
        }
        if (folds < 2) {
            throw new UsageException("--folds", "2 or more", String.valueOf(folds));
        }
        Map<Path, LabelledTexts> labelled = new LinkedHashMap<>();
        for (Path probe : probes) {
            labelled.put(probe, LabelledTexts.read(probe, textField, labelField)); // mistakes before work
        }
        Result result = EngineThread.run(() -> evaluate(texts, labelled));
        if (json) {
            out().println(Json.of(result));
        } else {
            print(result, new Console(out()::println));
        }
        return 0;
    }

    private Map<String, List<String>> texts() {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        if (!corpus.isEmpty()) {
            texts.put(CORPUS, corpus);
        }
        for (String set : sets) {
            int at = set.indexOf('=');
            if (at < 1 || at + 1 == set.length() || set.substring(0, at).equals(CORPUS)) {
                throw new UsageException("--set", "NAME=P, the name not " + CORPUS, set);
            }
            texts.computeIfAbsent(set.substring(0, at), name -> new ArrayList<>())
                    .add(set.substring(at + 1));
        }
        return texts;
    }

    private void print(Result result, Console console) {
        if (result.loss != null) {
            HeldOutFigures own =
                    new HeldOutFigures(result.loss, result.accuracy, result.bitsPerByte, result.masked, result.bands);
            print("", new Set(CORPUS, own, result.pseudoPerplexity), result.uniformLoss, console);
        }
        for (Set set : result.sets) {
            print(set.name + ": ", set, result.uniformLoss, console);
        }
        for (Probe probe : result.probes) {
            LinearProbe all = probe.result;
            console.line(
                    "probe",
                    "%s: accuracy %.2f %% (95 %%: %.2f to %.2f), always %s: %.2f %%; %,d texts, %d labels, %d folds",
                    probe.file,
                    100 * all.accuracy(),
                    100 * all.low(),
                    100 * all.high(),
                    all.majorityLabel(),
                    100 * all.majority(),
                    all.texts(),
                    all.labels(),
                    all.folds());
        }
    }

    private static void print(String label, Set set, double uniformLoss, Console console) {
        HeldOutFigures figures = set.figures;
        console.line(
                "evaluate",
                "%sloss %.4f nats (uniform %.3f), accuracy %.2f %%, %.4f bits a byte, %,d masked tokens",
                label,
                figures.loss(),
                uniformLoss,
                100 * figures.accuracy(),
                figures.bitsPerByte(),
                figures.masked());
        for (BandScore band : figures.bands()) {
            console.line(
                    "band",
                    "%s%d, %s quarter of the training text, %,d tokens: %s",
                    label,
                    band.band(),
                    BANDS.get(band.band() - 1),
                    band.tokens(),
                    band.masked() == 0
                            ? "none masked"
                            : String.format(
                                    Locale.ROOT,
                                    "loss %.4f, accuracy %.2f %%, %,d masked",
                                    band.loss(),
                                    100 * band.accuracy(),
                                    band.masked()));
        }
        if (set.pseudoPerplexity != null) {
            PseudoPerplexity all = set.pseudoPerplexity;
            console.line(
                    "pseudo",
                    "%sperplexity %.5g a token, %.5g a word, %.4f bits a byte; %,d tokens and %,d unknown, %,d words, %,d"
                            + " bytes",
                    label,
                    all.perToken(),
                    all.perWord(),
                    all.bitsPerByte(),
                    all.tokens(),
                    all.unknown(),
                    all.words(),
                    all.bytes());
        }
    }

    private Result evaluate(Map<String, List<String>> texts, Map<Path, LabelledTexts> labelled) throws Exception {
        Map<String, HeldOutFigures> figures = new LinkedHashMap<>();
        ModelDirectory directory = ModelDirectory.open(model);
        double uniformLoss;
        int unknownId;
        try (Tokenizer tokenizer = directory.tokenizer()) {
            unknownId = tokenizer.special().unknown();
            uniformLoss = Baselines.uniformLoss(tokenizer);
            if (!texts.isEmpty()) {
                figures.putAll(figures(directory, tokenizer, texts));
            }
        }
        List<Set> scored = new ArrayList<>();
        for (Map.Entry<String, HeldOutFigures> one : figures.entrySet()) {
            scored.add(new Set(
                    one.getKey(),
                    one.getValue(),
                    pseudoPerplexity ? askEachToken(one.getKey(), texts.get(one.getKey()), unknownId) : null));
        }
        Optional<Set> own =
                scored.stream().filter(set -> set.name.equals(CORPUS)).findFirst();
        return new Result(
                model.toString(),
                own.map(set -> set.figures.loss()).orElse(null),
                own.map(set -> set.figures.accuracy()).orElse(null),
                own.map(set -> set.figures.bitsPerByte()).orElse(null),
                own.map(set -> set.figures.masked()).orElse(null),
                uniformLoss,
                own.map(set -> set.figures.bands()).orElse(null),
                own.map(set -> set.pseudoPerplexity).orElse(null),
                scored.stream().filter(set -> !set.name.equals(CORPUS)).toList(),
                probed(labelled));
    }

    private Map<String, HeldOutFigures> figures(
            ModelDirectory directory, Tokenizer tokenizer, Map<String, List<String>> texts) throws IOException {
        Map<String, HeldOutFigures> figures = new LinkedHashMap<>();
        MaskedLanguageModel graph = new MaskedLanguageModel(directory.encoder(), directory.vocabularySize());
        Optional<FrequencyBands> bands =
                TokenCounts.read(model, tokenizer).map(counts -> new FrequencyBands(counts, tokenizer));
        try (Scope run = Scope.open(ComputeDevice.parse(device.name()));
                HeldOutEvaluation evaluation = new HeldOutEvaluation(run, graph, AttentionKernel.FUSED)) {
            Weights weights = Weights.of(run, graph.parameters(), directory.weights());
            for (Map.Entry<String, List<String>> text : texts.entrySet()) {
                try (DocumentSource source =
                        CorpusInputs.open(text.getValue(), documents).open()) {
                    TextRows rows = new TextRows(source, tokenizer, length(graph.config()), ROWS_PER_BATCH, seed);
                    HeldOutEvaluation.Score score = evaluation.score(run, weights, () -> rows);
                    if (score.masked() == 0) {
                        throw new UsageException(text.getKey(), "text to ask about", "none");
                    }
                    figures.put(text.getKey(), HeldOutFigures.of(score, rows.size(), tokenizer, bands));
                }
            }
        }
        return figures;
    }

    private List<Probe> probed(Map<Path, LabelledTexts> labelled) throws IOException {
        if (labelled.isEmpty()) {
            return List.of();
        }
        List<Probe> results = new ArrayList<>();
        EmbeddingOptions options = EmbeddingOptions.DEFAULT
                .with(EmbeddingOptions.Normalisation.NONE)
                .with(LongText.WINDOWS)
                .onDevice(device.name());
        try (TextEmbedder embedder = TextEmbedder.load(model, options)) {
            for (Map.Entry<Path, LabelledTexts> probe : labelled.entrySet()) {
                results.add(
                        new Probe(probe.getKey().toString(), LinearProbe.of(embedder, probe.getValue(), folds, seed)));
            }
        }
        return results;
    }

    private PseudoPerplexity askEachToken(String name, List<String> paths, int unknownId) throws IOException {
        Console errors = new Console(spec.commandLine().getErr()::println);
        long[] nextLine = {System.nanoTime() + NANOS_BETWEEN_LINES};
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(model, LongText.WINDOWS, device.name());
                DocumentSource source = CorpusInputs.open(paths, documents).open()) {
            return PseudoPerplexity.of(likelihood, source, unknownId, tokens -> {
                if (System.nanoTime() >= nextLine[0]) {
                    nextLine[0] = System.nanoTime() + NANOS_BETWEEN_LINES;
                    errors.line("pseudo", "%s: %,d tokens asked", name, tokens);
                }
            });
        }
    }

    private int length(EncoderConfig config) {
        int most = config.maxPositions();
        int length = rowLength.orElse(most);
        if (length < 1 || length > most) {
            throw new UsageException("--row-length", "1 to the model's " + most + " positions", "" + length);
        }
        return length;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
