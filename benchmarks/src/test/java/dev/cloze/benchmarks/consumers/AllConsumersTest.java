package dev.cloze.benchmarks.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.inference.EmbeddingOptions;
import dev.cloze.core.inference.EmbeddingOptions.Pooling;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.trainer.export.ExportReport;
import dev.cloze.trainer.export.ExportSettings;
import dev.cloze.trainer.export.ModelExport;
import dev.cloze.trainer.export.Target;
import dev.cloze.trainer.export.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every program of others, with a trained model too; they download about 400 MB. */
@Tag("consumers")
class AllConsumersTest {
    private static final EmbeddingOptions FIRST_TOKEN = ConsumersTest.MEAN.with(Pooling.FIRST_TOKEN);

    /** Of what the exports' own checks found with MiniLM, the most. */
    private static final double LARGEST = 2e-5;

    @TempDir
    private static Path folder;

    @ParameterizedTest
    @EnumSource
    void springAiEmbeds(SampleModel sample) throws IOException {
        onnx(sample).assertVectors(ConsumerProject.of("spring-ai"), ConsumersTest.MEAN, SampleModel.TEXTS);
    }

    @ParameterizedTest
    @EnumSource
    void djlEmbedsWithOnnxRuntime(SampleModel sample) throws IOException {
        onnx(sample).assertVectors(ConsumerProject.of("djl-onnxruntime"), EmbeddingOptions.DEFAULT, SampleModel.TEXTS);
    }

    @Test
    void openNlpEmbeds() throws IOException {
        onnx(SampleModel.QUICKSTART).assertVectors(ConsumerProject.of("opennlp"), FIRST_TOKEN, withoutMarksInARow());
    }

    /** It says of every token that it is of the second text, which in a BERT has a vector of its own. */
    @Test
    void openNlpHasBertsSecondTokenType() throws IOException {
        Path model = SampleModel.BERT.write(
                Files.createTempDirectory(folder, "types").resolve("model"));
        ModelDirectory directory = ModelDirectory.open(model);
        Map<String, float[]> weights = new LinkedHashMap<>(directory.weights());
        weights.computeIfPresent("embeddings.types.weight", (name, types_2D) -> {
            int width = directory.encoder().width();
            float[] turned = new float[2 * width];
            System.arraycopy(types_2D, 0, turned, width, width);
            System.arraycopy(types_2D, width, turned, 0, width);
            return turned;
        });
        Path turned = model.resolveSibling("turned");
        ModelDirectory.write(turned, directory.encoder(), directory.vocabularySize(), weights, model, Map.of());
        Exported.of(turned, Target.ONNX, Optional.of(Use.EMBEDDINGS))
                .besides(model)
                .assertVectors(ConsumerProject.of("opennlp"), FIRST_TOKEN, withoutMarksInARow());
    }

    /** OpenNLP takes marks in a row for one word. */
    private static List<String> withoutMarksInARow() {
        return SampleModel.TEXTS.stream()
                .filter(text -> !text.matches(".*\\p{Punct}{2}.*"))
                .toList();
    }

    /** Its mean would leave the first and last token out. */
    @ParameterizedTest
    @EnumSource
    void tribuoExtractsFeatures(SampleModel sample) throws IOException {
        Exported.of(sample, folder, Target.ONNX, Optional.of(Use.TRIBUO))
                .assertVectors(ConsumerProject.of("tribuo"), FIRST_TOKEN, SampleModel.TEXTS, "CLS");
    }

    @ParameterizedTest
    @EnumSource(names = "MINILM")
    void langChain4jEmbeds(SampleModel sample) throws IOException {
        onnx(sample).assertVectors(ConsumerProject.of("langchain4j"), EmbeddingOptions.DEFAULT, SampleModel.TEXTS);
    }

    @ParameterizedTest
    @EnumSource(names = "MINILM")
    void djlEmbeds(SampleModel sample) throws IOException {
        Exported.of(sample, folder, Target.DJL, Optional.of(Use.EMBEDDINGS))
                .assertVectors(ConsumerProject.of("djl"), ConsumersTest.MEAN, SampleModel.TEXTS);
    }

    @ParameterizedTest
    @EnumSource
    void everyTargetTakesATrainedModel(Target target) throws IOException {
        Path model = SampleModel.MINILM.write(
                Files.createTempDirectory(folder, "minilm").resolve("model"));
        Path out = model.resolveSibling("out");
        ExportReport report =
                ModelExport.run(new ExportSettings(model, target, out, Optional.empty(), Optional.empty(), false));
        assertThat(report.largestDifference()).isLessThan(LARGEST);
        assertThat(report.tokens()).isGreaterThan(300);
    }

    private static Exported onnx(SampleModel sample) throws IOException {
        return Exported.of(sample, folder, Target.ONNX, Optional.of(Use.EMBEDDINGS));
    }
}
