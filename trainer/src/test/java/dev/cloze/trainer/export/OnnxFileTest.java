package dev.cloze.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ONNX files in ONNX Runtime beside the model's own forward pass. */
class OnnxFileTest {
    private static final double MOST = 2e-5;

    @TempDir
    private Path folder;

    private Map<String, Difference> check(TinyModel tiny, Optional<Use> use, PaddedRows.Side side) throws IOException {
        SourceModel model = tiny.source();
        OnnxFile file = new OnnxFile(model, use);
        file.write(path());
        return file.check(path(), tiny.batch(model, side));
    }

    private Path path() {
        return folder.resolve("model.onnx");
    }

    private ModelProto read() throws IOException {
        try (InputStream in = Files.newInputStream(path())) {
            return ModelProto.parseFrom(in);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BERT, RIGHT",
        "BERT, LEFT",
        "ROBERTA, RIGHT",
        "ROBERTA, LEFT",
        "MODERNBERT, RIGHT",
        "MODERNBERT, LEFT",
        "OTHER, RIGHT",
        "OTHER, LEFT"
    })
    void everyTokenHasTheNumbersThatItHasAlone(TinyModel tiny, PaddedRows.Side side) throws IOException {
        Map<String, Difference> differences = check(tiny, Optional.empty(), side);
        assertThat(differences.keySet()).containsExactly("last_hidden_state", "logits");
        assertThat(differences.values()).allSatisfy(difference -> {
            assertThat(difference.largest()).isLessThan(MOST);
            assertThat(difference.numbers()).isPositive();
        });
        assertThat(differences.get("last_hidden_state").numbers())
                .isEqualTo((17 + 1 + 9 + TinyModel.MOST_TOKENS)
                        * (long) tiny.encoder().width());
    }

    @ParameterizedTest
    @EnumSource
    void usesChooseTheOutputs(Use use) throws IOException {
        Map<String, Difference> differences = check(TinyModel.MODERNBERT, Optional.of(use), PaddedRows.Side.RIGHT);
        assertThat(List.copyOf(differences.keySet()))
                .isEqualTo(
                        switch (use) {
                            case EMBEDDINGS -> List.of("last_hidden_state");
                            case FILL_MASK -> List.of("logits", "last_hidden_state");
                            case TRIBUO -> List.of("output_0", "output_1");
                        });
        assertThat(differences.values())
                .allSatisfy(difference -> assertThat(difference.largest()).isLessThan(MOST));
    }

    @ParameterizedTest
    @EnumSource
    void inputsAreDeclaredAndUsedByEveryModel(TinyModel tiny) throws IOException {
        new OnnxFile(tiny.source(), Optional.of(Use.EMBEDDINGS)).write(path());
        ModelProto model = read();
        List<String> inputs = model.getGraph().getInputList().stream()
                .map(ValueInfoProto::getName)
                .toList();
        assertThat(inputs).containsExactly("input_ids", "attention_mask", "token_type_ids");
        assertThat(model.getGraph().getNodeList().stream().flatMap(node -> node.getInputList().stream()))
                .containsAll(inputs);
        assertThat(model.getGraph().getInputList())
                .allSatisfy(input -> assertThat(input.getType().getTensorType().getElemType())
                        .isEqualTo(7)); // int64
    }

    /** What ONNX's basic operator set 17 has; none of a later one or of a runtime's own. */
    @Test
    void operatorsAreBasic() throws IOException {
        Set<String> operators = new TreeSet<>();
        for (TinyModel tiny : TinyModel.values()) {
            new OnnxFile(tiny.source(), Optional.empty()).write(path());
            ModelProto model = read();
            assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
            assertThat(model.getOpsetImportCount()).isEqualTo(1);
            model.getGraph().getNodeList().stream().map(NodeProto::getOpType).forEach(operators::add);
        }
        assertThat(operators)
                .containsExactly(
                        "Abs",
                        "Add",
                        "And",
                        "Cast",
                        "Concat",
                        "Cos",
                        "CumSum",
                        "Div",
                        "Equal",
                        "Erf",
                        "Expand",
                        "Gather",
                        "Gemm",
                        "Identity",
                        "LayerNormalization",
                        "LessOrEqual",
                        "MatMul",
                        "Max",
                        "Mul",
                        "Neg",
                        "Not",
                        "Range",
                        "ReduceProd",
                        "Reshape",
                        "Shape",
                        "Sin",
                        "Softmax",
                        "Split",
                        "Sub",
                        "Tanh",
                        "Transpose",
                        "Unsqueeze");
    }

    @Test
    void noWeightIsThereTwice() throws IOException {
        SourceModel model = TinyModel.BERT.source();
        new OnnxFile(model, Optional.empty()).write(path());
        long numbers =
                model.parameters().stream().mapToLong(spec -> spec.count()).sum();
        assertThat(Files.size(path())).isBetween(4 * numbers, 4 * numbers + 100_000);
    }

    @Test
    void moreThanOneFileHoldsIsRefusedBeforeWriting() {
        EncoderConfig tiny = TinyModel.BERT.encoder();
        EncoderConfig large = new EncoderConfig(
                48,
                2048,
                16,
                8192,
                512,
                2,
                tiny.norm(),
                tiny.positions(),
                tiny.rotaryTheta(),
                tiny.localRotaryTheta(),
                1,
                2,
                tiny.feedForward(),
                tiny.activation(),
                tiny.biases(),
                1e-6,
                0.02,
                tiny.dropout());
        SourceModel model = SourceModel.of(new MaskedLanguageModel(large, 30_000), Map.of());
        assertThatThrownBy(() -> new OnnxFile(model, Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("onnx: expected weights of at most 2139095039 bytes, since one file ends at 2 GB,"
                        + " got [0-9]+ bytes; torchscript, djl and opensearch take them");
    }
}
