package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.core.model.Safetensors.Entry;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NothingLeftBehind;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.Weights;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writes models with what they compute for src/test/parity/reverse.py, which loads them into the reference. Those of the
 * property cloze.models, folders with a comma between, are written too.
 */
@ExtendWith(NothingLeftBehind.class)
class ReverseParityTest {
    private static final Path PLACE = Path.of("target", "reverse-parity");
    private static final int STEPS = 30;
    private static final float RATE = 0.3f;
    private static final int SPECIAL = 5;

    @TempDir
    private Path folder;

    private static EncoderConfig encoder(HuggingFaceFamily family) {
        boolean modern = family == HuggingFaceFamily.MODERNBERT;
        return new EncoderConfig(
                3,
                24,
                3,
                modern ? 20 : 44,
                19,
                family == HuggingFaceFamily.BERT ? 2 : modern ? 0 : 1,
                modern ? NormPlacement.PRE_BUT_FIRST : NormPlacement.POST,
                modern ? Positions.ROTARY : Positions.LEARNED,
                20_000,
                300,
                modern ? 2 : 1,
                6,
                modern ? FeedForwardKind.GATED : FeedForwardKind.PLAIN,
                family == HuggingFaceFamily.BERT ? Activation.GELU_TANH : Activation.GELU,
                modern ? Biases.NONE : Biases.EVERYWHERE,
                1e-6,
                0.2,
                Dropout.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void trainedModelsAreWrittenForTheReference(HuggingFaceFamily family) throws IOException {
        EncoderConfig encoder = encoder(family);
        Path tokenizer = ReferenceTokenizer.write(folder.resolve("tokenizer"));
        MaskedLanguageModel model = new MaskedLanguageModel(encoder, ReferenceTokenizer.SIZE);
        Map<String, float[]> weights = trained(model, family);

        write(PLACE.resolve(family.modelType()), family, encoder, ReferenceTokenizer.SIZE, weights, tokenizer);
    }

    @Test
    void givenModelsAreWrittenForTheReference() throws IOException {
        for (String name : System.getProperty("cloze.models", "").split(",", -1)) {
            if (!name.isEmpty()) {
                ModelDirectory model = ModelDirectory.open(Path.of(name));
                Path place = PLACE.resolve(name.replaceAll("[^A-Za-z0-9]+", "-").replaceFirst("^-", ""));
                HuggingFaceFamily family = HuggingFaceFamily.of(model.encoder());
                write(place, family, model.encoder(), model.vocabularySize(), model.weights(), Path.of(name));
            }
        }
    }

    /** Weights after some steps of gradient descent on one batch, whose loss falls. */
    private static Map<String, float[]> trained(MaskedLanguageModel model, HuggingFaceFamily family) {
        TokenBatch batch = batch(model.config(), model.vocabularySize(), 0, new Random(3));
        ScriptMethod method = new ScriptWriter(model.graph(), AttentionKernel.EAGER).gradients("step", model.loss());
        List<Float> losses = new ArrayList<>();
        Map<String, float[]> numbers = new LinkedHashMap<>();
        model.parameters().forEach(spec -> numbers.put(spec.name(), spec.initialValues(17)));
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method))) {
            for (int i = 0; i < STEPS; i++) {
                try (Scope step = run.child()) {
                    Weights weights = Weights.of(step, model.parameters(), numbers);
                    List<NativeArray> results = program.call(
                            "step", Program.Mode.TRAINING, step, batch.arguments(method, family, step, weights));
                    losses.add(results.get(0).toFloat());
                    descend(model.parameters(), numbers, results.subList(1, results.size()));
                }
            }
        }
        assertThat(losses.get(STEPS - 1)).isLessThan(0.8f * losses.get(0));
        return numbers;
    }

    private static void descend(List<ParameterSpec> specs, Map<String, float[]> numbers, List<NativeArray> gradients) {
        for (int i = 0; i < specs.size(); i++) {
            float[] values = numbers.get(specs.get(i).name());
            float[] gradient = gradients.get(i).toFloats();
            for (int j = 0; j < values.length; j++) {
                values[j] -= RATE * gradient[j];
            }
        }
    }

    private static TokenBatch batch(EncoderConfig encoder, int vocabularySize, int padding, Random random) {
        int longest = Math.min(13, encoder.maxPositions());
        int[] lengths = {longest, 1, longest / 2, longest - 1};
        return TokenBatch.random(random, lengths, true, padding, SPECIAL, vocabularySize, encoder.tokenTypes());
    }

    private static void write(
            Path place,
            HuggingFaceFamily family,
            EncoderConfig encoder,
            int vocabularySize,
            Map<String, float[]> weights,
            Path tokenizer)
            throws IOException {
        Files.createDirectories(PLACE);
        clear(place);
        ModelDirectory.writeHuggingFace(place, family, encoder, vocabularySize, weights, tokenizer);
        TokenBatch batch = batch(encoder, vocabularySize, padding(tokenizer), new Random(4));
        Map<String, float[]> computed = Computed.of(ModelDirectory.open(place), family, batch, AttentionKernel.FUSED);
        Map<String, Entry> tensors = batch.tensors(encoder.tokenTypes() > 0);
        tensors.put(
                "hidden",
                new Entry(new long[] {batch.rows(), batch.length(), encoder.width()}, computed.get("hidden")));
        tensors.put(
                "logits",
                new Entry(
                        new long[] {batch.rows(), batch.length(), vocabularySize},
                        spread(computed.get("logits"), batch, vocabularySize)));
        Safetensors.write(place.resolve("expected.safetensors"), tensors, Map.of());
    }

    private static int padding(Path folder) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            return tokenizer.special().padding();
        }
    }

    /** Logits of tokens at their places, zeros at the padding's. */
    private static float[] spread(float[] logits_MV, TokenBatch batch, int vocabularySize) {
        float[] logits_BTV = new float[batch.ids().length * vocabularySize];
        long[] places = batch.places();
        for (int i = 0; i < places.length; i++) {
            int to = Math.toIntExact(places[i]) * vocabularySize;
            System.arraycopy(logits_MV, i * vocabularySize, logits_BTV, to, vocabularySize);
        }
        return logits_BTV;
    }

    private static void clear(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(place);
        }
    }
}
