package dev.cloze.benchmarks.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.benchmarks.models.MiniLm;
import dev.cloze.core.torch.TorchEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * MiniLM's ONNX file in ONNX Runtime, as its users run it: all optimisations, as many threads as Cloze's engine has, one
 * batch padded to its longest text, only the output that is needed; mean over the real tokens and L2 norm in Java.
 */
final class OnnxEmbedding implements Subject {
    private static final int START = 101;
    private static final int END = 102;
    private static final int WIDTH = 384;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Set<String> output;
    private final List<int[]> texts;

    private OnnxEmbedding(List<int[]> texts) throws IOException, OrtException {
        this.texts = texts;
        try (SessionOptions options = new SessionOptions();
                InputStream in = MiniLm.onnx()) {
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(TorchEngine.threads());
            options.setInterOpNumThreads(1);
            session = environment.createSession(in.readAllBytes(), options);
        }
        output = Set.of(session.getOutputNames().iterator().next());
    }

    static OnnxEmbedding open(List<int[]> texts) throws IOException, OrtException {
        return new OnnxEmbedding(texts);
    }

    float[][] vectors() throws OrtException {
        int rows = texts.size();
        int length = texts.stream().mapToInt(text -> text.length + 2).max().orElseThrow();
        long[] ids = new long[rows * length];
        long[] mask = new long[rows * length];
        for (int row = 0; row < rows; row++) {
            int[] text = texts.get(row);
            int start = row * length;
            ids[start] = START;
            for (int i = 0; i < text.length; i++) {
                ids[start + 1 + i] = text[i];
            }
            ids[start + text.length + 1] = END;
            Arrays.fill(mask, start, start + text.length + 2, 1);
        }
        try (OnnxTensor ids_BT = tensor(ids, rows, length);
                OnnxTensor mask_BT = tensor(mask, rows, length);
                OnnxTensor types_BT = tensor(new long[rows * length], rows, length);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", ids_BT, "attention_mask", mask_BT, "token_type_ids", types_BT), output)) {
            FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] hidden_BTD = new float[hidden.remaining()];
            hidden.get(hidden_BTD);
            float[][] vectors = new float[rows][];
            for (int row = 0; row < rows; row++) {
                vectors[row] = pooled(hidden_BTD, row * length * WIDTH, texts.get(row).length + 2);
            }
            return vectors;
        }
    }

    private static float[] pooled(float[] hidden_BTD, int start, int length) {
        float[] sum = new float[WIDTH];
        for (int t = 0; t < length; t++) {
            for (int i = 0; i < WIDTH; i++) {
                sum[i] += hidden_BTD[start + t * WIDTH + i];
            }
        }
        double squares = 0;
        for (float number : sum) {
            squares += number * (double) number;
        }
        float norm = (float) Math.sqrt(squares);
        for (int i = 0; i < WIDTH; i++) {
            sum[i] /= norm;
        }
        return sum;
    }

    private OnnxTensor tensor(long[] numbers, int rows, int length) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(numbers), new long[] {rows, length});
    }

    @Override
    public double call() throws OrtException {
        vectors();
        return 0;
    }

    @Override
    public void close() throws IOException {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IOException("onnxruntime: expected a session that closes, got an error", e);
        }
    }
}
