package dev.cloze.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.graph.Interpreter;
import dev.cloze.core.graph.Value;
import dev.cloze.core.inference.LongText;
import dev.cloze.core.inference.PseudoLikelihood;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.corpora.pack.StreamPacker;
import dev.cloze.corpora.shard.ShardWriter;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.TinyVocabulary;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.evaluate.HeldOutSet.Question;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.recipe.EvaluationRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vocabulary has eight ordinary tokens, a = 5 to h = 12, beside the five special ones. */
class EvaluationTest {
    private static final int UNKNOWN = 1;
    private static final int A = 5;
    private static final int B = 6;
    private static final int C = 7;
    private static final int START = 2;
    private static final int END = 3;

    @TempDir
    private Path folder;

    private Tokenizer tokenizer;

    @BeforeEach
    void open() throws IOException {
        TokenizerFiles.write(folder, TinyVocabulary.letters());
        tokenizer = Tokenizer.load(folder);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    /**
     * The training text is [CLS] a b a b a c [SEP]: a three times, b twice, c once, six ordinary tokens in all.
     *
     * <pre>
     * uniform  ln 8, for any label
     * unigram  b: (2 + 1) / (6 + 8) = 3/14;  c: 2/14
     * bigram   a is followed by an ordinary token 3 times, twice by b and once by c, so with strength s
     *          p(b | a) = (2 + s 3/14) / (3 + s);  p(c | a) = (1 + s 2/14) / (3 + s)
     *          b is followed by a twice: p(c | b) = (0 + s 2/14) / (2 + s); and no neighbour: the unigram
     * </pre>
     */
    @Test
    void baselinesOfAHandSizedText() throws IOException {
        RowPacker training = rows("train", 8, new int[] {START, A, B, A, B, A, C, END});
        HeldOutSet asked = new HeldOutSet(
                List.of(), List.of(new Question(A, B), new Question(A, C), new Question(B, C), new Question(-1, B)));

        Baselines baselines = Baselines.count(training, asked, tokenizer);

        assertThat(baselines.uniformLoss()).isEqualTo(Math.log(8)).isEqualTo(Baselines.uniformLoss(tokenizer));
        double unigram = -(Math.log(3 / 14.0) + Math.log(2 / 14.0) + Math.log(2 / 14.0) + Math.log(3 / 14.0)) / 4;
        assertThat(baselines.unigramLoss()).isCloseTo(unigram, within(1e-12));
        double best = Double.POSITIVE_INFINITY;
        for (double s : new double[] {1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000}) {
            double loss = -(Math.log((2 + s * 3 / 14) / (3 + s))
                            + Math.log((1 + s * 2 / 14) / (3 + s))
                            + Math.log(s * 2 / 14 / (2 + s))
                            + Math.log(3 / 14.0))
                    / 4;
            best = Math.min(best, loss);
        }
        assertThat(baselines.bigramLoss()).isCloseTo(best, within(1e-12));
    }

    /** Two asked tokens of one byte each, 3 nats in all; each byte that the text's 12 tokens spell stands for 2.5 of its 30. */
    @Test
    void bitsPerByteOfAHandSizedText() {
        TokenSums sums = new TokenSums(tokenizer.vocabularySize());
        sums.add(A, 1, true);
        sums.add(B, 2, false);
        HeldOutEvaluation.Score score = new HeldOutEvaluation.Score(1.5, 0.5, 2, sums);
        HeldOutFigures figures = HeldOutFigures.of(score, new TextSize(30, 12), tokenizer, Optional.empty());
        assertThat(figures.bitsPerByte()).isCloseTo(3 / Math.log(2) / 5, within(1e-12));
        assertThat(figures.bands()).isEmpty();
        HeldOutFigures ofAll = HeldOutFigures.of(score, new TextSize(30, 2), tokenizer, Optional.empty());
        assertThat(ofAll.bitsPerByte()).isCloseTo(3 / Math.log(2) / 30, within(1e-12));
    }

    @Test
    void aTextIsMeasuredByItsBytesAndByWhatItsTokensSpell() throws IOException {
        RowPacker rows = rows("size", 4, new int[] {START, A, B, 1, C, END}, new int[] {START, A, END});
        assertThat(TextSize.of(rows, 77, tokenizer)).isEqualTo(new TextSize(77, 4));
        try (DocumentSource text = documents("a B", "c\u00e9 d")) {
            TextRows streamed = new TextRows(text, tokenizer, 4, 1, 1);
            streamed.readAll();
            assertThat(streamed.size()).isEqualTo(new TextSize(3 + 5, 3)); // an unknown word spells nothing
        }
    }

    /** a is half of the text, b a quarter, d and c the rest: only a is in the first quarter, and none begins in the second. */
    @Test
    void aTokensBandIsTheQuarterInWhichItsPartOfTheTextBegins() {
        long[] counts = new long[tokenizer.vocabularySize()];
        counts[START] = 1_000;
        counts[A] = 50;
        counts[B] = 25;
        counts[C] = 12;
        counts[C + 1] = 13;
        FrequencyBands bands = new FrequencyBands(new TokenCounts(tokenizer.sha256(), counts), tokenizer);
        TokenSums sums = new TokenSums(tokenizer.vocabularySize());
        sums.add(A, 1, true);
        sums.add(A, 2, false);
        sums.add(C, 4, true);
        sums.add(C + 5, 6, false);
        assertThat(bands.scores(sums))
                .containsExactly(
                        new FrequencyBands.BandScore(1, 1, 2, 1.5, 0.5),
                        new FrequencyBands.BandScore(2, 0, 0, null, null),
                        new FrequencyBands.BandScore(3, 1, 0, null, null),
                        new FrequencyBands.BandScore(4, 6, 2, 5.0, 0.5));
    }

    @Test
    void countsOfTheTrainingTextAreOfOneVocabulary() throws IOException {
        TokenCounts counts = TokenCounts.of(rows("counts", 4, new int[] {START, A, B, A, END}), tokenizer);
        assertThat(counts.counts()).hasSize(13).contains(2, atIndex(A));
        Path model = Files.createDirectory(folder.resolve("model"));
        assertThat(TokenCounts.read(model, tokenizer)).isEmpty();
        counts.write(model);
        assertThat(TokenCounts.read(model, tokenizer).orElseThrow().counts()).isEqualTo(counts.counts());
        new TokenCounts("another", counts.counts()).write(model);
        assertThatThrownBy(() -> TokenCounts.read(model, tokenizer))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected vocabulary " + tokenizer.sha256() + ", got another");
    }

    /** The second document is longer than the model and is asked about in two windows. */
    @Test
    void pseudoPerplexityIsThatOfEachTokenHiddenAloneInPlainJava() throws IOException {
        MaskedLanguageModel model =
                new MaskedLanguageModel(TinyRecipe.on(folder).encoder(), tokenizer.vocabularySize());
        int most = model.config().maxPositions() - 2;
        List<String> texts = List.of("b a z c", "a h  g ".repeat(most / 3) + "d e");
        Path saved = folder.resolve("model");
        double nats = 0;
        long tokens = 0;
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Weights weights = Weights.initial(run, model.parameters(), 3);
            ModelDirectory.write(saved, model.config(), model.vocabularySize(), weights.values(), folder, Map.of());
            for (String text : texts) {
                int[] ids = tokenizer.encode(text);
                tokens += ids.length;
                for (int from = 0; from < ids.length; from += most) {
                    int[] window = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + most));
                    for (int i = 0; i < window.length; i++) {
                        if (window[i] == UNKNOWN) {
                            tokens--;
                            continue; // seen, not asked for
                        }
                        nats += natsOfHidden(model, weights, window, i);
                    }
                }
            }
        }
        PseudoPerplexity found;
        try (PseudoLikelihood likelihood = PseudoLikelihood.load(saved, LongText.WINDOWS, "cpu");
                DocumentSource source = documents(texts.toArray(String[]::new))) {
            found = PseudoPerplexity.of(likelihood, source, UNKNOWN, done -> {});
        }
        assertThat(found.tokens()).isEqualTo(tokens).isEqualTo(3 + most + 2);
        assertThat(found.unknown()).isEqualTo(1);
        assertThat(found.words()).isEqualTo(tokens + 1);
        assertThat(found.bytes()).isEqualTo(texts.get(0).length() + texts.get(1).length());
        assertThat(found.nats()).isCloseTo(nats, within(1e-5 * tokens));
        assertThat(found.perToken()).isCloseTo(Math.exp(nats / tokens), within(1e-4));
        assertThat(found.perWord()).isCloseTo(Math.exp(nats / (tokens + 1)), within(1e-4));
        assertThat(found.bitsPerByte()).isCloseTo(nats / Math.log(2) / found.bytes(), within(1e-5));
    }

    private double natsOfHidden(MaskedLanguageModel model, Weights weights, int[] window, int hidden) {
        int[] ids = new int[window.length + 2];
        ids[0] = START;
        System.arraycopy(window, 0, ids, 1, window.length);
        ids[ids.length - 1] = END;
        ids[hidden + 1] = tokenizer.special().mask();
        MaskedRow masked = new MaskedRow(ids, new int[] {hidden + 1}, new int[] {window[hidden]});
        MaskedBatch batch = MaskedBatch.of(List.of(new PackedRow(ids, new int[] {0})), List.of(masked), ids.length, 0);
        double[] logits_MV = logits(model, weights, batch);
        return Math.log(Arrays.stream(logits_MV).map(Math::exp).sum()) - logits_MV[window[hidden]];
    }

    private static DocumentSource documents(String... texts) {
        Iterator<String> left = List.of(texts).iterator();
        return new DocumentSource() {
            @Override
            public Optional<Document> next() {
                return left.hasNext() ? Optional.of(new Document("test", 0, left.next())) : Optional.empty();
            }

            @Override
            public long bytesRead() {
                return 0;
            }

            @Override
            public ReadCounts counts() {
                return new ReadCounts(0, 0, 0, 0, 0);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void theSamePlacesAreAskedEachTime() throws IOException {
        RowPacker packer = randomRows(16);
        HeldOutSet first = HeldOutSet.choose(packer, new EvaluationRecipe(1, 7), 3, tokenizer);
        HeldOutSet second = HeldOutSet.choose(packer, new EvaluationRecipe(1, 7), 3, tokenizer);
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
        assertThat(first.batches().stream().mapToInt(MaskedBatch::rows)).containsExactly(3, 3, 1);
        HeldOutSet other = HeldOutSet.choose(packer, new EvaluationRecipe(2, 7), 3, tokenizer);
        assertThat(other.questions()).isNotEqualTo(first.questions());
    }

    @Test
    void questionsAreTheLabelsWithTheirTrueNeighbours() throws IOException {
        RowPacker packer = rows("one", 8, new int[] {START, A, B, C, A, B, C, END});
        HeldOutSet set = HeldOutSet.choose(packer, new EvaluationRecipe(1, 10), 4, tokenizer);
        assertThat(set.questions())
                .isNotEmpty()
                .isSubsetOf(new Question(START, A), new Question(A, B), new Question(B, C), new Question(C, A));
        assertThat(set.questions().stream().mapToLong(Question::label).toArray())
                .isEqualTo(set.batches().get(0).labels());
    }

    @Test
    void textOfSpecialTokensCannotBeAskedAbout() throws IOException {
        RowPacker packer = rows("unknown", 4, new int[] {START, 1, 1, END});
        assertThatThrownBy(() -> HeldOutSet.choose(packer, new EvaluationRecipe(1, 4), 2, tokenizer))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("got special and unknown tokens only");
    }

    @Test
    void theScoreIsThatOfPlainJava() throws IOException {
        int length = 8;
        MaskedLanguageModel model =
                new MaskedLanguageModel(TinyRecipe.on(folder).encoder(), tokenizer.vocabularySize());
        HeldOutSet set = HeldOutSet.choose(randomRows(length), new EvaluationRecipe(1, 10), 4, tokenizer);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                HeldOutEvaluation evaluation = new HeldOutEvaluation(run, model, AttentionKernel.FUSED)) {
            Weights weights = Weights.initial(run, model.parameters(), 3);
            HeldOutEvaluation.Score score = evaluation.score(run, weights, set.batches());
            double loss = 0;
            long right = 0;
            long asked = 0;
            for (MaskedBatch batch : set.batches()) {
                double[] logits_MV = logits(model, weights, batch);
                for (int m = 0; m < batch.labels().length; m++) {
                    int from = m * model.vocabularySize();
                    int label = (int) batch.labels()[m];
                    double total = IntStream.range(0, model.vocabularySize())
                            .mapToDouble(v -> Math.exp(logits_MV[from + v]))
                            .sum();
                    loss += Math.log(total) - logits_MV[from + label];
                    int best = IntStream.range(0, model.vocabularySize())
                            .reduce(0, (a, b) -> logits_MV[from + b] > logits_MV[from + a] ? b : a);
                    right += best == label ? 1 : 0;
                    asked++;
                }
            }
            assertThat(score.masked())
                    .isEqualTo(asked)
                    .isEqualTo(set.questions().size());
            assertThat(score.heldOutLoss()).isCloseTo(loss / asked, within(1e-5));
            assertThat(score.heldOutAccuracy()).isEqualTo((double) right / asked);
        }
    }

    private static double[] logits(MaskedLanguageModel model, Weights weights, MaskedBatch batch) {
        int[] grid = {batch.rows(), batch.length()};
        Map<String, Value> leaves = new HashMap<>();
        leaves.put("ids", Value.of(grid, batch.ids()));
        leaves.put("positions", Value.of(grid, batch.positions()));
        leaves.put("documents", Value.of(grid, batch.documents()));
        leaves.put("masked", Value.of(new int[] {batch.masked().length}, batch.masked()));
        Map<String, float[]> values = weights.values();
        for (ParameterSpec spec : model.parameters()) {
            float[] floats = values.get(spec.name());
            int[] sizes = Arrays.stream(spec.sizes()).mapToInt(Math::toIntExact).toArray();
            leaves.put(
                    spec.name(),
                    Value.of(
                            sizes,
                            IntStream.range(0, floats.length)
                                    .mapToDouble(i -> floats[i])
                                    .toArray()));
        }
        return Interpreter.run(model.graph(), List.of(model.logits_MV()), leaves)
                .get(0)
                .toArray();
    }

    private RowPacker randomRows(int length) throws IOException {
        Random random = new Random(8);
        int[][] documents = new int[20][];
        for (int i = 0; i < documents.length; i++) {
            int[] inner = random.ints(1 + random.nextInt(12), A, tokenizer.vocabularySize())
                    .toArray();
            documents[i] = IntStream.concat(
                            IntStream.concat(IntStream.of(START), IntStream.of(inner)), IntStream.of(END))
                    .toArray();
        }
        return rows("random", length, documents);
    }

    private RowPacker rows(String name, int length, int[]... documents) throws IOException {
        Path shards = folder.resolve(name);
        try (ShardWriter writer = new ShardWriter(
                shards, name, tokenizer.vocabularySize(), tokenizer.sha256(), "00".repeat(32), 1 << 20)) {
            for (int[] document : documents) {
                writer.append(document);
            }
            writer.finish();
        }
        return new StreamPacker(TokenShards.open(shards), length);
    }
}
