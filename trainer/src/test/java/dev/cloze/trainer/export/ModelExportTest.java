package dev.cloze.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.translator.FillMaskTranslatorFactory;
import ai.djl.huggingface.translator.TextEmbeddingTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.inference.FillMask;
import dev.cloze.core.model.HuggingFaceFamily;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Exports as folders: whole and checked, or absent with a reason. */
class ModelExportTest {
    private static final String TEXT = "a b c d e f g h";

    @TempDir
    private Path folder;

    private int scopesBefore;

    @BeforeEach
    void countScopes() {
        TorchEngine.start();
        scopesBefore = Scope.openScopes();
    }

    @AfterEach
    void everyScopeIsClosed() {
        assertThat(Scope.openScopes()).isEqualTo(scopesBefore);
    }

    private ExportSettings settings(Path model, Target target) {
        return settings(model, target, Optional.empty());
    }

    private ExportSettings settings(Path model, Target target, Optional<Use> use) {
        return new ExportSettings(model, target, out(), use, Optional.empty(), false);
    }

    private Path out() {
        return folder.resolve("out");
    }

    private static List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> place.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String tokenizerFiles() {
        return "special_tokens_map.json tokenizer.json tokenizer_config.json vocab.txt";
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsCheckedAndReported(Target target) throws IOException {
        Path model = TinyModel.BERT.write(folder);
        ExportReport report = ModelExport.run(settings(model, target));
        assertThat(report.largestDifference()).isLessThan(2e-5);
        assertThat(report.texts()).isEqualTo(5);
        assertThat(report.outputs().values()).allSatisfy(output -> {
            assertThat(output.numbers()).isPositive();
            assertThat(output.limit()).isEqualTo(1e-4);
        });
        assertThat(JsonFile.read(out().resolve("export.json"), ExportReport.class))
                .isEqualTo(report);
        String files =
                switch (target) {
                    case HF -> "README.md config.json model.safetensors " + tokenizerFiles();
                    case SENTENCE_TRANSFORMERS ->
                        "1_Pooling/config.json README.md config.json model.safetensors modules.json"
                                + " sentence_bert_config.json " + tokenizerFiles();
                    case ONNX -> "model.onnx " + tokenizerFiles();
                    case TORCHSCRIPT -> "model.pt " + tokenizerFiles();
                    case DJL -> "model.pt serving.properties " + tokenizerFiles();
                    case OPENSEARCH -> "model.json model.zip";
                };
        assertThat(String.join(" ", report.files())).isEqualTo(files);
        assertThat(names(out()))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(report.files().stream(), Stream.of("export.json"))
                        .toList());
        try (Stream<Path> places = Files.list(folder)) {
            assertThat(places.map(place -> place.getFileName().toString()))
                    .containsExactlyInAnyOrder("model", "out", "tokenizer");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongWeightFailsTheCheckAndLeavesNothing(Target target) throws IOException {
        Path model = TinyModel.BERT.write(folder);
        ExportSettings settings = settings(model, target);
        SourceModel right = TinyModel.BERT.source();
        Map<String, float[]> weights = new LinkedHashMap<>(right.weights());
        weights.compute("layers.2.attention.qkv.weight", (name, numbers) -> {
            float[] changed = numbers.clone();
            changed[5] += 0.5f;
            return changed;
        });
        SourceModel wrong = SourceModel.of(TinyModel.BERT.graph(), weights);
        try (Tokenizer tokenizer = ModelDirectory.open(model).tokenizer()) {
            Content content = ModelExport.content(settings, wrong, tokenizer);
            assertThatThrownBy(() -> ModelExport.run(settings, right, tokenizer, content))
                    .isInstanceOf(DataException.class)
                    .hasMessageMatching(".*out: expected an export that computes what the model computes,"
                            + " got differences: .* above 1\\.0E-4.*");
        }
        try (Stream<Path> places = Files.list(folder)) {
            assertThat(places.map(place -> place.getFileName().toString()))
                    .containsExactlyInAnyOrder("model", "tokenizer");
        }
    }

    @ParameterizedTest
    @CsvSource({"BERT, bert", "ROBERTA, roberta", "MODERNBERT, modernbert"})
    void huggingFaceFoldersHaveTheirFamily(TinyModel tiny, String modelType) throws IOException {
        ModelExport.run(settings(tiny.write(folder), Target.HF));
        assertThat(json("config.json").get("model_type").getAsString()).isEqualTo(modelType);
        assertThat(json("tokenizer_config.json").get("model_max_length").getAsInt())
                .isEqualTo(TinyModel.MOST_TOKENS);
        assertThat(Files.readString(out().resolve("README.md")))
                .contains("pipeline_tag: fill-mask", "| width | 24 |", "| steps | 7 |");
    }

    /** Training had it, and what is exported computes without it. */
    @Test
    void dropoutIsNoReasonToRefuse() throws IOException {
        ModelExport.run(settings(TinyModel.BERT.write(folder, new Dropout(0.1, 0.2, 0, 0, 0.3)), Target.HF));
        assertThat(json("config.json").get("hidden_dropout_prob").getAsDouble()).isEqualTo(0.1);
        assertThat(json("config.json").get("attention_probs_dropout_prob").getAsDouble())
                .isEqualTo(0.2);
        assertThat(Files.readString(out().resolve("README.md")))
                .contains(
                        "| dropout in training that config.json cannot say | attentionOutput 0.0, feedForwardOutput 0.3 |");
    }

    private JsonObject json(String file) throws IOException {
        return JsonParser.parseString(Files.readString(out().resolve(file))).getAsJsonObject();
    }

    @ParameterizedTest
    @EnumSource(
            value = Target.class,
            names = {"HF", "SENTENCE_TRANSFORMERS"})
    void whatHuggingFaceCannotExpressIsRefusedWithItsReason(Target target) throws IOException {
        Path model = TinyModel.OTHER.write(folder);
        refused(
                settings(model, target),
                model
                        + ": expected an encoder as HuggingFace's modernbert has it (onnx, torchscript, djl and opensearch"
                        + " take any), got norm pre (there: pre_but_first), positions learned (there: rotary), feedForward plain (there: gated),"
                        + " tokenTypes 2 (there: 0)");
    }

    private void refused(ExportSettings settings, String message) {
        assertThatThrownBy(() -> ModelExport.run(settings))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
        assertThat(out()).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(
            value = Target.class,
            names = {"ONNX", "TORCHSCRIPT", "DJL", "OPENSEARCH"})
    void theOthersTakeAnyEncoder(Target target) throws IOException {
        assertThat(ModelExport.run(settings(TinyModel.OTHER.write(folder), target))
                        .largestDifference())
                .isLessThan(2e-5);
    }

    @Test
    void filledMasksNeedAHead() throws IOException {
        TinyModel.BERT.write(folder);
        Path encoder = folder.resolve("encoder");
        Map<String, float[]> weights =
                new LinkedHashMap<>(TinyModel.BERT.source().weights());
        weights.keySet().removeIf(name -> name.startsWith("head."));
        ModelDirectory.writeHuggingFace(
                encoder,
                HuggingFaceFamily.BERT,
                TinyModel.BERT.encoder(),
                TinyModel.VOCABULARY.pieces().size(),
                weights,
                folder.resolve("tokenizer"));
        refused(
                settings(encoder, Target.ONNX, Optional.of(Use.FILL_MASK)),
                encoder + ": expected a model with a head that guesses masked tokens, for --for fill-mask, got an"
                        + " encoder without one");
        assertThat(ModelExport.run(settings(encoder, Target.ONNX)).outputs()).containsOnlyKeys("last_hidden_state");
    }

    @Test
    void whatIsInThePlaceStays() throws IOException {
        Path model = TinyModel.BERT.write(folder);
        Files.createDirectory(out());
        Files.writeString(out().resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> ModelExport.run(settings(model, Target.ONNX)))
                .isInstanceOf(UsageException.class)
                .hasMessage(out() + ": expected a folder that is new or empty, got one with files in it");
        assertThat(names(out())).containsExactly("letter.txt");
        Files.delete(out().resolve("letter.txt"));
        ModelExport.run(settings(model, Target.ONNX));
        assertThat(names(out())).contains("model.onnx");
        assertThatThrownBy(() -> ModelExport.run(new ExportSettings(
                        model, Target.ONNX, model.resolve("config.json"), Optional.empty(), Optional.empty(), false)))
                .hasMessage(model.resolve("config.json") + ": expected a folder that is new or empty, got a file");
    }

    @Test
    void combinationsThatMeanNothingAreNamed() {
        combination(
                "--pooling: expected a target that makes vectors of texts (sentence-transformers, opensearch, djl --for"
                        + " embeddings), got onnx",
                Target.ONNX,
                Optional.empty(),
                Optional.of(Pooling.CLS),
                false);
        combination(
                "--normalize: expected a target that makes vectors of texts (sentence-transformers, opensearch, djl --for"
                        + " embeddings), got djl --for fill-mask",
                Target.DJL,
                Optional.of(Use.FILL_MASK),
                Optional.empty(),
                true);
        combination(
                "--for: expected embeddings, got fill-mask with opensearch",
                Target.OPENSEARCH,
                Optional.of(Use.FILL_MASK),
                Optional.empty(),
                false);
        combination(
                "--for: expected embeddings or fill-mask, got tribuo with torchscript",
                Target.TORCHSCRIPT,
                Optional.of(Use.TRIBUO),
                Optional.empty(),
                false);
        combination(
                "--for: expected no use, since the folder has all of the model, got embeddings with hf",
                Target.HF,
                Optional.of(Use.EMBEDDINGS),
                Optional.empty(),
                false);
    }

    private void combination(
            String message, Target target, Optional<Use> use, Optional<Pooling> pooling, boolean normalize) {
        assertThatThrownBy(() -> new ExportSettings(folder, target, out(), use, pooling, normalize))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @EnumSource
    void djlEmbedsAsTheFolderSays(Pooling pooling) throws Exception {
        Path model = TinyModel.MODERNBERT.write(folder);
        Embedding embedding = new Embedding(pooling, true);
        ModelExport.run(new ExportSettings(
                model, Target.DJL, out(), Optional.empty(), Optional.of(pooling), embedding.normalized()));
        Criteria<String, float[]> criteria = Criteria.builder()
                .setTypes(String.class, float[].class)
                .optModelPath(out())
                .optTranslatorFactory(new TextEmbeddingTranslatorFactory())
                .build();
        try (ZooModel<String, float[]> loaded = criteria.loadModel();
                Predictor<String, float[]> predictor = loaded.newPredictor();
                Tokenizer tokenizer = Tokenizer.load(model)) {
            float[] vector = predictor.predict(TEXT);
            long[] ids = Stream.of("[CLS]", "a", "b", "c", "d", "e", "f", "g", "h", "[SEP]")
                    .mapToLong(token -> tokenizer.id(token).orElseThrow())
                    .toArray();
            Row row = ForwardPass.of(TinyModel.MODERNBERT.source(), List.of(ids), 0)
                    .get(0);
            assertThat(Difference.ofTexts(List.of(embedding.of(row)), vector).largest())
                    .isLessThan(2e-5);
        }
    }

    @Test
    void djlFillsMasks() throws Exception {
        Path model = TinyModel.BERT.write(folder);
        ModelExport.run(settings(model, Target.DJL, Optional.of(Use.FILL_MASK)));
        Criteria<String, Classifications> criteria = Criteria.builder()
                .setTypes(String.class, Classifications.class)
                .optModelPath(out())
                .optTranslatorFactory(new FillMaskTranslatorFactory())
                .build();
        try (ZooModel<String, Classifications> loaded = criteria.loadModel();
                Predictor<String, Classifications> predictor = loaded.newPredictor();
                FillMask fill = FillMask.load(model)) {
            Classifications.Classification best =
                    predictor.predict("a b [MASK] d").best();
            FillMask.Candidate own =
                    fill.predict("a b [MASK] d", 1).get(0).candidates().get(0);
            assertThat(best.getClassName()).isEqualTo(own.token());
            assertThat(Math.abs(best.getProbability() - own.probability())).isLessThan(1e-5);
        }
    }

    @Test
    void openSearchGetsTheHashAndSizeOfItsZip() throws Exception {
        ModelExport.run(new ExportSettings(
                TinyModel.ROBERTA.write(folder),
                Target.OPENSEARCH,
                out(),
                Optional.empty(),
                Optional.of(Pooling.MAX),
                true));
        JsonObject registration = json("model.json");
        byte[] zip = Files.readAllBytes(out().resolve("model.zip"));
        assertThat(registration.get("model_content_hash_value").getAsString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(zip)));
        assertThat(registration.get("model_content_size_in_bytes").getAsLong()).isEqualTo(zip.length);
        assertThat(registration.get("model_format").getAsString()).isEqualTo("TORCH_SCRIPT");
        JsonObject config = registration.getAsJsonObject("model_config");
        assertThat(config.get("model_type").getAsString()).isEqualTo("roberta");
        assertThat(config.get("embedding_dimension").getAsInt()).isEqualTo(24);
        assertThat(config.get("pooling_mode").getAsString()).isEqualTo("MAX");
        assertThat(config.get("normalize_result").getAsBoolean()).isTrue();
    }
}
