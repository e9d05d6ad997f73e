import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Trains BERT, written in SameDiff, a step at each order; prints JSON, one object a line. Arguments are the sizes as JSON, the file
 * of the batches and the number of threads, as those of training_step.py beside this project; so are orders and answers, but for
 * the loss: SameDiff does not compute what no gradient needs, and says 0. There is no dropout.
 *
 * <p>The model is BERT's encoder (Devlin et al. 2019) with tied output weights and logits at the masked places only, as Cloze's.
 * What is chosen for speed: float32, rows of tokens as one matrix for all linear layers, one product for queries, keys and values,
 * shapes that are known, ids of 32 bits, the natives with oneDNN and AVX2. Adam with weight decay; no clipping, which its training
 * does not have. It was not tried with MKL in the place of OpenBLAS.
 */
public final class TrainingStep {
    /** That of pom.xml; 1.0.0-M2.1 has a gradient of gather that is a loop, of which a graph can have one. */
    private static final String VERSION = "1.0.0-M2";

    private final JsonNode sizes;
    private final SameDiff graph = SameDiff.create();
    private final Random random = new Random(1);
    private final int rows;
    private final int length;
    private final int width;
    private final int heads;
    private long parameters;

    private TrainingStep(JsonNode sizes) {
        this.sizes = sizes;
        rows = size("rows");
        length = size("length");
        width = size("width");
        heads = size("heads");
    }

    private int size(String name) {
        return sizes.get(name).asInt();
    }

    private SDVariable weights(String name, long... shape) {
        INDArray array = Nd4j.randn(shape).castTo(DataType.FLOAT).muli(0.02);
        parameters += array.length();
        return graph.var(name, array);
    }

    private SDVariable constant(String name, double value, long count) {
        parameters += count;
        return graph.var(name, Nd4j.valueArrayOf(new long[] {count}, value, DataType.FLOAT));
    }

    private SDVariable linear(String name, SDVariable x, int from, int to) {
        return graph.nn().linear(x, weights(name + ".weight", from, to), constant(name + ".bias", 0, to));
    }

    private SDVariable norm(String name, SDVariable x) {
        return graph.nn()
                .layerNorm(x, constant(name + ".weight", 1, width), constant(name + ".bias", 0, width), false, 1);
    }

    /** The mean loss of the masked tokens. */
    private void build() {
        int masked = size("masked");
        int inner = size("feedForwardWidth");
        SDVariable ids = graph.placeHolder("ids", DataType.INT, (long) rows * length);
        SDVariable positions = graph.placeHolder("positions", DataType.INT, (long) rows * length);
        SDVariable places = graph.placeHolder("places", DataType.INT, masked);
        SDVariable labels = graph.placeHolder("labels", DataType.INT, masked);
        SDVariable tokens = weights("tokens", size("vocabulary"), width);
        SDVariable x = graph.gather(tokens, ids, 0)
                .add(graph.gather(weights("positions.weight", length, width), positions, 0));
        x = norm("embeddings.norm", x);
        for (int layer = 0; layer < size("layers"); layer++) {
            String name = "layer" + layer;
            SDVariable mixed = linear(name + ".out", attention(name, x), width, width);
            x = norm(name + ".norm1", x.add(mixed));
            SDVariable active = graph.nn().preciseGelu(linear(name + ".in", x, width, inner));
            x = norm(name + ".norm2", x.add(linear(name + ".down", active, inner, width)));
        }
        SDVariable hidden = graph.gather(x, places, 0);
        hidden = norm("head.norm", graph.nn().preciseGelu(linear("head", hidden, width, width)));
        SDVariable logits = graph.mmul(hidden, tokens, false, true, false).add(constant("head.bias.v", 0, size("vocabulary")));
        SDVariable loss = graph.loss().sparseSoftmaxCrossEntropy(logits, labels).mean("loss");
        graph.setLossVariables(loss);
        graph.setTrainingConfig(TrainingConfig.builder()
                .updater(new Adam(sizes.get("learningRate").asDouble()))
                .weightDecay(0.01, true)
                .dataSetFeatureMapping("ids", "positions", "places")
                .dataSetLabelMapping("labels")
                .build());
    }

    private SDVariable attention(String name, SDVariable x) {
        int headWidth = width / heads;
        SDVariable qkv = linear(name + ".qkv", x, width, 3 * width).reshape(rows, length, 3, heads, headWidth);
        SDVariable[] parts = graph.unstack(qkv.permute(2, 0, 3, 1, 4), 0, 3);
        SDVariable scores = graph.mmul(parts[0], parts[1], false, true, false).mul(1 / Math.sqrt(headWidth));
        SDVariable mixed = graph.mmul(graph.nn().softmax(scores, -1), parts[2]);
        return mixed.permute(0, 2, 1, 3).reshape((long) rows * length, width);
    }

    private List<MultiDataSet> batches(Path file) throws IOException {
        ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int[] positions = new int[rows * length];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i % length;
        }
        List<MultiDataSet> batches = new ArrayList<>();
        while (numbers.hasRemaining()) {
            INDArray ids = next(numbers, rows * length);
            INDArray places = next(numbers, size("masked"));
            INDArray labels = next(numbers, size("masked"));
            batches.add(new MultiDataSet(
                    new INDArray[] {ids, Nd4j.createFromArray(positions), places}, new INDArray[] {labels}));
        }
        return batches;
    }

    private static INDArray next(ByteBuffer numbers, int count) {
        int[] array = new int[count];
        for (int i = 0; i < count; i++) {
            array[i] = numbers.getInt();
        }
        return Nd4j.createFromArray(array);
    }

    private static long peakRssMiB() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("/proc/self/status: expected a line VmHWM");
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        JsonNode sizes = new ObjectMapper().readTree(arguments[0]);
        if (sizes.get("dropout").asDouble() > 0) {
            throw new IllegalArgumentException("dropout: expected 0, got " + sizes.get("dropout"));
        }
        Nd4j.getRandom().setSeed(1);
        Nd4j.getEnvironment().setMaxThreads(Integer.parseInt(arguments[2]));
        TrainingStep step = new TrainingStep(sizes);
        step.build();
        List<MultiDataSet> batches = step.batches(Path.of(arguments[1]));
        answers.printf(
                "{\"library\": \"SameDiff %s\", \"parameters\": %d}%n",
                VERSION, step.parameters);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int count = 0;
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (!order.equals("call")) {
                throw new IllegalArgumentException("order: expected call, got " + order);
            }
            long start = System.nanoTime();
            step.graph.fit(batches.get(count++ % batches.size()));
            double seconds = (System.nanoTime() - start) / 1e9;
            answers.printf(Locale.ROOT, "{\"seconds\": %f, \"peakRssMiB\": %d}%n", seconds, peakRssMiB());
            answers.flush();
        }
    }
}
