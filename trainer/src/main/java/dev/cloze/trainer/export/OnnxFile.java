package dev.cloze.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One ONNX file with all weights inside. */
final class OnnxFile {
    static final String NAME = "model.onnx";

    private static final String HIDDEN = "last_hidden_state";
    private static final String LOGITS = "logits";
    private static final String TRIBUO_TOKENS = "output_0";
    private static final String TRIBUO_FIRST = "output_1";

    /** Protocol buffers end at 2^31 - 1 bytes; the rest is for nodes and names. */
    private static final long MOST_WEIGHT_BYTES = Integer.MAX_VALUE - (8L << 20);

    private final SourceModel model;
    private final Optional<Use> use;

    /**
     * Checks that the model can become one.
     *
     * @param use what the outputs are for; by default the vectors of tokens, and after them with a head the scores
     * @throws UsageException if its weights are too large for one file
     */
    OnnxFile(SourceModel model, Optional<Use> use) {
        this.model = model;
        this.use = use;
        long bytes = 4
                * model.parameters(outputs()).stream()
                        .mapToLong(ParameterSpec::count)
                        .sum();
        if (bytes > MOST_WEIGHT_BYTES) {
            throw new UsageException(
                    "onnx",
                    "weights of at most " + MOST_WEIGHT_BYTES + " bytes, since one file ends at 2 GB",
                    bytes + " bytes; torchscript, djl and opensearch take them");
        }
    }

    private boolean hasLogits() {
        return use.map(u -> u == Use.FILL_MASK).orElse(model.logits_MV().isPresent());
    }

    private List<Tensor> outputs() {
        List<Tensor> outputs = new ArrayList<>(List.of(model.hidden_BTD()));
        if (hasLogits()) {
            outputs.add(model.logits_MV().orElseThrow());
        }
        return outputs;
    }

    void write(Path file) throws IOException {
        OnnxNodes nodes = new OnnxNodes("cloze");
        OnnxWriter writer = new OnnxWriter(model, nodes, outputs());
        if (use.equals(Optional.of(Use.FILL_MASK))) {
            writer.logits(LOGITS);
            writer.hidden(HIDDEN);
        } else if (use.equals(Optional.of(Use.TRIBUO))) {
            writer.hidden(TRIBUO_TOKENS);
            writer.first(TRIBUO_FIRST);
        } else {
            writer.hidden(HIDDEN);
            if (hasLogits()) {
                writer.logits(LOGITS);
            }
        }
        ModelProto proto = nodes.model();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            proto.writeTo(out);
        }
    }

    /**
     * Runs the file in ONNX Runtime.
     *
     * @return for each output how far it is from the rows' own numbers
     * @throws DataException if ONNX Runtime cannot run it
     */
    Map<String, Difference> check(Path file, PaddedRows batch) throws IOException {
        try {
            return differences(file, batch);
        } catch (OrtException e) {
            throw new DataException(file.toString(), "a file that ONNX Runtime runs", e.getMessage(), e);
        }
    }

    private static Map<String, Difference> differences(Path file, PaddedRows batch) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] sizes = {batch.rows().size(), batch.length()};
        Map<String, Difference> differences = new LinkedHashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(file.toString(), options);
                OnnxTensor ids = OnnxTensor.createTensor(environment, LongBuffer.wrap(batch.ids()), sizes);
                OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(batch.mask()), sizes);
                OnnxTensor types =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[batch.ids().length]), sizes);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            for (String name : session.getOutputNames()) {
                OnnxTensor output = (OnnxTensor) result.get(name).orElseThrow();
                differences.put(name, difference(name, batch, floats(output)));
            }
        }
        return differences;
    }

    private static Difference difference(String output, PaddedRows batch, float[] numbers) {
        return switch (output) {
            case LOGITS -> Difference.ofScores(batch, numbers);
            case TRIBUO_FIRST ->
                Difference.ofTexts(
                        batch.rows().stream()
                                .map(new Embedding(Pooling.CLS, false)::of)
                                .toList(),
                        numbers);
            default -> Difference.ofTokens(batch, numbers);
        };
    }

    private static float[] floats(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        return numbers;
    }
}
