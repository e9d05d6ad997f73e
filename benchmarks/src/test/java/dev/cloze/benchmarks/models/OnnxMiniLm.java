package dev.cloze.benchmarks.models;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/** MiniLM as ONNX Runtime runs the file of its artifact: the reference. */
final class OnnxMiniLm implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /**
     * What the model makes of one row.
     *
     * @param hidden_TD the last layer's vectors
     * @param pooled_D the pooler's
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Outputs(float[][] hidden_TD, float[] pooled_D) {}

    OnnxMiniLm() throws IOException, OrtException {
        try (InputStream in = OnnxMiniLm.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            session = environment.createSession(in.readAllBytes());
        }
    }

    /** The vectors of a row without padding, all of type 0. */
    Outputs run(long... ids) throws OrtException {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor ids_BT = tensor(ids);
                OnnxTensor mask_BT = tensor(ones);
                OnnxTensor types_BT = tensor(new long[ids.length]);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", ids_BT, "attention_mask", mask_BT, "token_type_ids", types_BT))) {
            float[][][] hidden_BTD = (float[][][]) result.get(0).getValue();
            float[][] pooled_BD = (float[][]) result.get(1).getValue();
            return new Outputs(hidden_BTD[0], pooled_BD[0]);
        }
    }

    private OnnxTensor tensor(long... row) throws OrtException {
        return OnnxTensor.createTensor(environment, new long[][] {row});
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
