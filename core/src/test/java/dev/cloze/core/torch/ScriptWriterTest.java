package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.TinyModels;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NothingLeftBehind.class)
class ScriptWriterTest {

    @Test
    void variablesKeepTheirNamesFromJava() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, 11);
        String text = new ScriptWriter(model.graph(), AttentionKernel.FUSED)
                .gradients("gradients", model.loss())
                .text();

        assertThat(text)
                .startsWith("  def gradients(self,\n      ids_BT: Tensor,\n      positions_BT: Tensor,\n")
                .contains("weights: List[Tensor]) -> List[Tensor]:")
                .contains("qkv_BT3HK = torch.unflatten(")
                .contains("q_BHTK = ")
                .contains("k_BHTK_1 = ")
                .contains("mixed_BHTK = torch.scaled_dot_product_attention(q_BHTK")
                .contains("logits_MV = torch.linear(");
    }

    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void sameModelIsTheSameText(AttentionKernel kernel) {
        assertThat(text(TinyModels.BERT, kernel)).isEqualTo(text(TinyModels.BERT, kernel));
    }

    /**
     * Every byte is on record, so that a new part of the graph shows where it is not wanted. After a change that is
     * meant to alter the text, write it anew with {@code mvn verify -pl tokenizer,core -Dtest=ScriptWriterTest
     * -Dcloze.golden=write -Dsurefire.failIfNoSpecifiedTests=false} and say in the commit why.
     */
    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void textIsTheOneOnRecord(AttentionKernel kernel) throws IOException {
        assertIsOnRecord("bert", kernel, TinyModels.BERT);
        assertIsOnRecord("modern", kernel, TinyModels.MODERN);
        assertIsOnRecord("local", kernel, TinyModels.LOCAL);
    }

    private static void assertIsOnRecord(String name, AttentionKernel kernel, EncoderConfig config) throws IOException {
        String file = name + "-" + kernel.name().toLowerCase(Locale.ROOT) + ".txt";
        if ("write".equals(System.getProperty("cloze.golden"))) {
            Path folder = Path.of("src/test/resources/dev/cloze/core/torch");
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), text(config, kernel));
            return;
        }
        try (InputStream in = ScriptWriterTest.class.getResourceAsStream(file)) {
            assertThat(text(config, kernel)).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String text(EncoderConfig config, AttentionKernel kernel) {
        MaskedLanguageModel model = new MaskedLanguageModel(config, 11);
        ScriptWriter writer = new ScriptWriter(model.graph(), kernel);
        return writer.forward("hidden", model.hidden_BTD()).text()
                + writer.gradients("gradients", model.loss()).text();
    }

    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void engineReadsEveryKernelsText(AttentionKernel kernel) {
        for (MaskedLanguageModel model : List.of(
                new MaskedLanguageModel(TinyModels.BERT, 11),
                new MaskedLanguageModel(TinyModels.MODERN, 11),
                new MaskedLanguageModel(TinyModels.LOCAL, 11))) {
            ScriptWriter writer = new ScriptWriter(model.graph(), kernel);
            List<ScriptMethod> methods = List.of(
                    writer.forward("outputs", model.hidden_BTD(), model.losses_M(), model.best_M()),
                    writer.gradients("gradients", model.loss()));
            try (Scope run = Scope.open(ComputeDevice.CPU);
                    Program program = Program.load(run, methods);
                    Scope step = run.child()) {
                Weights weights = Weights.initial(run, model.parameters(), 1);
                assertThat(program.call(
                                "gradients",
                                Program.Mode.TRAINING,
                                step,
                                SmallBatch.arguments(step, model.config(), weights)))
                        .hasSize(1 + model.parameters().size());
            }
        }
    }

    /** A variable of the graph may bear the name of a later input or one that the method's own text uses. */
    @Test
    void namesDoNotCollide() {
        Graph graph = new Graph();
        Dim d = Dim.of("D", 2);
        Tensor weight_D = graph.parameter("weight", Shape.of(d));
        Tensor x_D = graph.input("x", ElementType.REAL, d);
        Tensor product_D = x_D.multiply(weight_D).named("y");
        Tensor y_D = graph.input("y", ElementType.REAL, d);
        Tensor leaves = product_D.multiply(y_D).sum().named("leaves");
        ScriptMethod method = new ScriptWriter(graph, AttentionKernel.EAGER).gradients("gradients", leaves);

        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            List<NativeArray> results = program.call(
                    "gradients",
                    Program.Mode.TRAINING,
                    step,
                    step.floats(new float[] {2, 3}, 2),
                    step.floats(new float[] {5, 7}, 2),
                    new NativeArrayList("weights", List.of(run.floats(new float[] {1, 10}, 2))));
            assertThat(results.get(0).toFloat()).isEqualTo(2 * 5 + 3 * 10 * 7);
            assertThat(results.get(1).toFloats()).containsExactly(2 * 5, 3 * 7);
        }
    }
}
