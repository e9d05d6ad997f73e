package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.TinyModels;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.model.Safetensors.Entry;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HuggingFaceFolderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bert | ENCODER, HEAD",
                "bert-old-names | ENCODER, HEAD, POOLER",
                "bert-encoder-fp16 | ENCODER, POOLER",
                "bert-sharded | ENCODER, HEAD",
                "roberta | ENCODER, HEAD",
                "roberta-encoder-bf16 | ENCODER",
                "modernbert | ENCODER, HEAD",
                "modernbert-encoder-old-fields | ENCODER"
            })
    void partsAreThoseThatAreThere(String name, String parts) throws IOException {
        ModelDirectory model = ModelDirectory.open(ReferenceFolder.of(name));

        assertThat(model.parts()).hasToString("[" + parts + "]");
        assertThat(model.encoderWeights().keySet().stream().anyMatch(weight -> weight.startsWith("pooler.")))
                .isEqualTo(parts.contains("POOLER"));
        assertThat(model.encoderWeights().keySet()).noneMatch(weight -> weight.startsWith("head."));
        if (parts.contains("HEAD")) {
            assertThat(model.weights().keySet())
                    .contains("head.bias")
                    .noneMatch(weight -> weight.startsWith("pooler."));
        }
    }

    @Test
    void headMustBeThereForItsWeights() throws IOException {
        Path place = ReferenceFolder.of("modernbert-encoder-old-fields");

        assertThatThrownBy(() -> ModelDirectory.open(place).weights())
                .isInstanceOf(UsageException.class)
                .hasMessage(place + ": expected a model with a head that guesses masked tokens,"
                        + " got an encoder without one");
    }

    @Test
    void nextSentenceHeadIsLeftOut() throws IOException {
        assertThat(ModelDirectory.open(ReferenceFolder.of("bert-old-names")).leftOut())
                .containsExactly("cls.seq_relationship.bias", "cls.seq_relationship.weight");
        assertThat(ModelDirectory.open(ReferenceFolder.of("bert")).leftOut()).isEmpty();
    }

    @Test
    void faultyTensorsAreNamedTogether() throws IOException {
        Path copy = ReferenceFolder.copy("bert", folder.resolve("copy"));
        Path file = copy.resolve("model.safetensors");
        change(file, tensors -> {
            tensors.remove("bert.encoder.layer.3.attention.self.key.bias");
            tensors.remove("cls.predictions.bias");
            tensors.put("bert.embeddings.LayerNorm.gamma", new Entry(new long[] {24}, new float[24]));
            tensors.put("bert.embeddings.LayerNorm.bias", new Entry(new long[] {2, 12}, new float[24]));
            tensors.put("classifier.weight", new Entry(new long[] {1}, new float[1]));
            tensors.put("cls.predictions.decoder.weight", new Entry(new long[] {1}, new float[1]));
        });

        assertThatThrownBy(() -> ModelDirectory.open(copy))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": expected the tensors of config.json, got ")
                .hasMessageContaining("bert.embeddings.LayerNorm.gamma again, beside bert.embeddings.LayerNorm.weight")
                .hasMessageContaining("bert.embeddings.LayerNorm.bias of shape [2, 12] instead of [24]")
                .hasMessageContaining("bert.encoder.layer.3.attention.self.key.bias missing")
                .hasMessageContaining("cls.predictions.bias missing")
                .hasMessageContaining("cls.predictions.decoder.weight of shape [1] instead of [53, 24]")
                .hasMessageContaining("classifier.weight unknown")
                .satisfies(e -> assertThat(e.getMessage().split(", (?=[a-z])", -1))
                        .hasSize(8)); // the file, the six and what "again" is beside of
    }

    @Test
    void missingTensorsOfAnEncoderHaveNoPrefix() throws IOException {
        Path copy = ReferenceFolder.copy("modernbert-encoder-old-fields", folder.resolve("copy"));
        Path file = copy.resolve("model.safetensors");
        change(file, tensors -> tensors.remove("final_norm.weight"));

        assertThatThrownBy(() -> ModelDirectory.open(copy))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": expected the tensors of config.json, got final_norm.weight missing");
    }

    @Test
    void layersBeyondTheFileAreRefused() throws IOException {
        Path copy = ReferenceFolder.copy("bert", folder.resolve("copy"));
        Path config = copy.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replace("\"num_hidden_layers\": 5", "\"num_hidden_layers\": 2000000000"));

        assertThatThrownBy(() -> ModelDirectory.open(copy))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("got 90 tensors for 2000000000 layers");
    }

    @Test
    void decoderMustBeTheTokensVectors() throws IOException {
        Path copy = ReferenceFolder.copy("bert-old-names", folder.resolve("copy"));
        Path file = copy.resolve("model.safetensors");
        change(file, tensors -> tensors.get("cls.predictions.decoder.weight").data()[7]++);
        ModelDirectory model = ModelDirectory.open(copy);

        assertThat(model.encoderWeights()).isNotEmpty();
        assertThatThrownBy(model::weights)
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": cls.predictions.decoder.weight: expected the numbers of"
                        + " bert.embeddings.word_embeddings.weight, which it is tied to, got others");
    }

    @Test
    void pickleIsRefusedWithTheWayOut() throws IOException {
        Path copy = ReferenceFolder.copy("bert", folder.resolve("copy"));
        Files.move(copy.resolve("model.safetensors"), copy.resolve("pytorch_model.bin"));

        assertThatThrownBy(() -> ModelDirectory.open(copy))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        copy + ": expected model.safetensors, got pytorch_model.bin, a pickle, which can run any code"
                                + " when it is read; where you trust it, Python's"
                                + " AutoModel.from_pretrained(folder).save_pretrained(folder) writes safetensors");
        Files.delete(copy.resolve("pytorch_model.bin"));
        assertThatThrownBy(() -> ModelDirectory.open(copy))
                .isInstanceOf(DataException.class)
                .hasMessage(copy + ": expected model.safetensors, got a folder without it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model-00002-of-00003.safetensors | ../secret.safetensors | expected the plain name of a .safetensors"
                        + " file in the folder, got ../secret.safetensors",
                "model-00002-of-00003.safetensors | /etc/passwd | expected the plain name of a .safetensors file in the"
                        + " folder, got /etc/passwd",
                "model-00002-of-00003.safetensors | more.safetensors | no file more.safetensors",
                "cls.predictions.bias | cls.predictions.bills | cls.predictions.bias in model-00003-of-00003.safetensors,"
                        + " no cls.predictions.bills in model-00003-of-00003.safetensors",
                "weight_map | weightMap | expected an object with a weight_map, got none"
            })
    void indexIsNotTrusted(String from, String to, String message) throws IOException {
        Path copy = ReferenceFolder.copy("bert-sharded", folder.resolve("copy"));
        Path index = copy.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replace(from, to));

        assertThatThrownBy(() -> ModelDirectory.open(copy))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(index.toString())
                .hasMessageContaining(message);
    }

    @Test
    void otherModelsAreRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"gpt2\"}");

        assertThatThrownBy(() -> ModelDirectory.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("config.json") + ": model_type: expected bert, roberta or modernbert, got gpt2");
    }

    @Test
    void configurationOfNoLayoutIsRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 128}");

        assertThatThrownBy(() -> ModelDirectory.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("config.json") + ": expected modelType, as Cloze writes it, or model_type, as"
                                + " HuggingFace does, got neither");
    }

    /** Any fault but an IOException or a UsageException fails the test. */
    @ParameterizedTest
    @CsvSource({
        "roberta, config.json",
        "modernbert, config.json",
        "modernbert-encoder-old-fields, config.json",
        "bert-sharded, model.safetensors.index.json"
    })
    void damageIsAResultOrAnInputError(String name, String file) throws IOException {
        Path copy = ReferenceFolder.copy(name, folder.resolve("copy"));
        byte[] whole = Files.readAllBytes(copy.resolve(file));
        long seed = System.nanoTime();
        System.out.println("HuggingFaceFolderTest seed " + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            byte[] damaged = whole.clone();
            String likely = "0123456789-.,:\"{}[]en";
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) likely.charAt(random.nextInt(likely.length()));
            }
            Files.write(copy.resolve(file), damaged);
            try {
                ModelDirectory.open(copy).encoderWeights();
            } catch (IOException | UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(300, 999);
    }

    static Iterable<String> references() {
        return ReferenceFolder.names();
    }

    @ParameterizedTest
    @MethodSource("references")
    void referenceWrittenAgainHasTheSameWeights(String name) throws IOException {
        ModelDirectory reference = ModelDirectory.open(ReferenceFolder.of(name));
        Map<String, float[]> weights = reference.encoderWeights();
        if (reference.parts().contains(ModelPart.HEAD)) {
            weights.putAll(reference.weights());
        }
        HuggingFaceFamily family = HuggingFaceFamily.of(reference.encoder());
        Path written = folder.resolve("written");
        ModelDirectory.writeHuggingFace(
                written,
                family,
                reference.encoder(),
                53,
                weights,
                ReferenceTokenizer.write(folder.resolve("tokenizer")));
        ModelDirectory again = ModelDirectory.open(written);

        assertThat(again.encoder()).isEqualTo(reference.encoder());
        assertThat(again.parts()).isEqualTo(reference.parts());
        Map<String, float[]> read = again.encoderWeights();
        if (again.parts().contains(ModelPart.HEAD)) {
            read.putAll(again.weights());
        }
        assertThat(read.keySet()).isEqualTo(weights.keySet());
        weights.forEach((key, numbers) -> assertThat(read.get(key)).as(key).isEqualTo(numbers));
        again.tokenizer().close();
    }

    @ParameterizedTest
    @CsvSource({"BERT, BERT", "BERT, ROBERTA", "MODERN, MODERNBERT"})
    void ownModelIsReadFromTheOthersLayout(String model, HuggingFaceFamily family) throws IOException {
        EncoderConfig encoder = model.equals("BERT") ? TinyModels.BERT : TinyModels.MODERN;
        ModelDirectory own = ModelDirectory.open(TinyModelFolder.write(folder, encoder));
        Path written = folder.resolve("written");
        ModelDirectory.writeHuggingFace(written, family, encoder, own.vocabularySize(), own.weights(), own.folder());
        ModelDirectory read = ModelDirectory.open(written);

        Map<String, float[]> weights = own.weights();
        assertThat(read.parts()).hasToString("[ENCODER, HEAD]");
        assertThat(read.vocabularySize()).isEqualTo(own.vocabularySize());
        assertThat(read.encoder().maxPositions()).isEqualTo(encoder.maxPositions());
        assertThat(read.weights().keySet()).isEqualTo(weights.keySet());
        read.weights().forEach((key, numbers) -> assertThat(numbers).as(key).isEqualTo(weights.get(key)));
    }

    @Test
    void nothingIsWrittenOverAFolder() throws IOException {
        ModelDirectory own = ModelDirectory.open(TinyModelFolder.write(folder, TinyModels.BERT));

        assertThatThrownBy(() -> ModelDirectory.writeHuggingFace(
                        own.folder(),
                        HuggingFaceFamily.BERT,
                        own.encoder(),
                        own.vocabularySize(),
                        own.weights(),
                        own.folder()))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void weightsThatNoPartHasAreRefused() throws IOException {
        ModelDirectory own = ModelDirectory.open(TinyModelFolder.write(folder, TinyModels.BERT));
        Map<String, float[]> weights = own.weights();
        weights.put("tail.bias", new float[1]);
        int count = weights.size();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelDirectory.writeHuggingFace(
                        folder.resolve("written"),
                        HuggingFaceFamily.BERT,
                        own.encoder(),
                        own.vocabularySize(),
                        weights,
                        own.folder()))
                .withMessage("weights: expected " + (count - 1) + " parameters, got " + count);
    }

    private interface Change {
        void of(Map<String, Entry> tensors);
    }

    private static void change(Path file, Change change) throws IOException {
        Map<String, Entry> tensors = Safetensors.read(file, name -> !name.endsWith("position_ids"));
        change.of(tensors);
        Files.delete(file);
        Safetensors.write(file, tensors, Map.of("format", "pt"));
    }
}
