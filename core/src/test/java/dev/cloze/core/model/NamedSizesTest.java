package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.core.graph.AttendedPairs;
import dev.cloze.core.graph.Flops;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.EncoderModel.Pooling;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parameters and FLOPs beside those that src/test/parity/huggingface.py has counted in the reference. */
class NamedSizesTest {
    private static JsonObject recorded() {
        try {
            return JsonParser.parseString(Files.readString(ReferenceFolder.of("sizes.json")))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Set<String> names() {
        return recorded().getAsJsonObject("models").keySet();
    }

    /** The reference computes every score of a window's layers too and throws most away: here all layers are global. */
    private static HuggingFaceConfig config(String name, JsonObject shape) throws IOException {
        Map<String, Object> tree = new HashMap<>(Map.of(
                "model_type", name.substring(0, name.indexOf('-')),
                "num_hidden_layers", number(shape.get("layers")),
                "hidden_size", number(shape.get("width")),
                "num_attention_heads", number(shape.get("heads")),
                "intermediate_size", number(shape.get("feedForwardWidth")),
                "vocab_size", number(shape.get("vocabularySize")),
                "max_position_embeddings", number(shape.get("maxPositions"))));
        HuggingFaceFamily family =
                HuggingFaceFamily.ofModelType(tree.get("model_type")).orElseThrow();
        if (family == HuggingFaceFamily.MODERNBERT) {
            tree.put("global_attn_every_n_layers", 1L);
        }
        return HuggingFaceConfig.read(Path.of("sizes.json"), family, tree);
    }

    private static long number(JsonElement element) {
        return element.getAsLong();
    }

    @ParameterizedTest
    @MethodSource("names")
    void countsAreTheReferences(String name) throws IOException {
        JsonObject recorded = recorded();
        JsonObject shape = recorded.getAsJsonObject("models").getAsJsonObject(name);
        HuggingFaceConfig config = config(name, shape);
        int length = recorded.get("length").getAsInt();
        AttendedPairs pairs = AttendedPairs.ofDocuments(length);

        EncoderModel encoder = new EncoderModel(config.encoder(), config.vocabularySize(), Pooling.NONE);
        JsonObject ofEncoder = shape.getAsJsonObject("encoder");
        assertThat(encoder.parameters().stream().mapToLong(ParameterSpec::count).sum())
                .isEqualTo(number(ofEncoder.get("parameters")));
        assertThat(Flops.forward(encoder.graph(), List.of(encoder.hidden_BTD()), encoder.sizes(1, length), pairs))
                .isEqualTo(number(ofEncoder.get("flops")));

        MaskedLanguageModel whole = new MaskedLanguageModel(config.encoder(), config.vocabularySize());
        JsonObject ofWhole = shape.getAsJsonObject("maskedLanguageModel");
        assertThat(whole.parameterCount()).isEqualTo(number(ofWhole.get("parameters")));
        assertThat(Flops.forward(whole.graph(), List.of(whole.logits_MV()), whole.sizes(1, length, length), pairs))
                .isEqualTo(number(ofWhole.get("flops")));
    }
}
