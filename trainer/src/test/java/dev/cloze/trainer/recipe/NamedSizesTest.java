package dev.cloze.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.AttendedPairs;
import dev.cloze.core.graph.Flops;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes of published sizes beside what transformers counts for them: core/src/test/parity/huggingface.py. */
class NamedSizesTest {
    private static final Path COUNTS = Path.of("../core/src/test/resources/dev/cloze/core/model/parity/sizes.json");

    static Stream<String> names() throws IOException {
        return counts().getAsJsonObject("models").keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void parametersAndFlopsAreTheReferences(String name) throws IOException {
        int length = counts().get("length").getAsInt();
        JsonObject expected = counts().getAsJsonObject("models").getAsJsonObject(name);
        Recipe recipe = Recipe.load(Path.of("../recipes", name.replace("modernbert", "modern") + ".yaml"));
        EncoderConfig config = recipe.encoder();
        int vocabulary = recipe.vocabularySize();

        MaskedLanguageModel masked = new MaskedLanguageModel(config, vocabulary);
        JsonObject ofMasked = expected.getAsJsonObject("maskedLanguageModel");
        assertThat(masked.parameterCount()).isEqualTo(number(ofMasked, "parameters"));
        // The reference's eager attention computes all pairs in windows too, and its head all positions.
        AttendedPairs all = AttendedPairs.ofRows(1, length);
        long clipped = clipped(config, length);
        assertThat(Flops.forward(masked.graph(), List.of(masked.logits_MV()), masked.sizes(1, length, length), all)
                        + clipped)
                .isEqualTo(number(ofMasked, "flops"));

        EncoderModel encoder = new EncoderModel(config, vocabulary, EncoderModel.Pooling.NONE);
        JsonObject ofEncoder = expected.getAsJsonObject("encoder");
        assertThat(encoder.parameters().stream().mapToLong(ParameterSpec::count).sum())
                .isEqualTo(number(ofEncoder, "parameters"));
        assertThat(Flops.forward(encoder.graph(), List.of(encoder.hidden_BTD()), encoder.sizes(1, length), all)
                        + clipped)
                .isEqualTo(number(ofEncoder, "flops"));
    }

    /** FLOPs of the pairs outside of the windows. */
    private static long clipped(EncoderConfig config, int length) {
        AttendedPairs pairs = AttendedPairs.ofRows(1, length);
        long result = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            result += 4L * config.width() * ((long) length * length - pairs.within(config.reach(layer)));
        }
        return result;
    }

    private static long number(JsonObject object, String key) {
        JsonElement element = object.get(key);
        assertThat(element).as(key).isNotNull();
        return element.getAsLong();
    }

    private static JsonObject counts() throws IOException {
        return JsonParser.parseString(Files.readString(COUNTS)).getAsJsonObject();
    }
}
