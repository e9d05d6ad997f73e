package dev.cloze.benchmarks.consumers;

import dev.cloze.benchmarks.models.MiniLm;
import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import dev.cloze.tokenizer.train.WordCounts;
import dev.cloze.tokenizer.train.WordPieceOptions;
import dev.cloze.tokenizer.train.WordPieceTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A model to export. */
enum SampleModel {
    /** As the default recipe has it: norms before the sublayers, rotary positions, no token types. All numbers random. */
    QUICKSTART(NormPlacement.PRE, Positions.ROTARY, 0),
    /** As in Devlin et al. 2019. All numbers random. */
    BERT(NormPlacement.POST, Positions.LEARNED, 2),
    /** A trained sentence encoder of others, without a head for masks. */
    MINILM(NormPlacement.POST, Positions.LEARNED, 2) {
        @Override
        Path write(Path folder) throws IOException {
            MiniLm.write(folder);
            return folder;
        }
    };

    /** Of different lengths, with capitals, marks, digits and words that the small vocabulary has to cut. */
    static final List<String> TEXTS = List.of(
            "The old house by the river.",
            "Rain",
            "In 1969 two people walked on the moon, and half a billion others watched them do it!",
            "a bird sings under the stone bridge",
            "She asked the librarian whether the old maps of the harbour had ever been copied, since the paper had begun to"
                    + " crumble at the folds (nobody could say how many winters it would last): \"Not one.\"");

    private final NormPlacement norm;
    private final Positions positions;
    private final int tokenTypes;

    SampleModel(NormPlacement norm, Positions positions, int tokenTypes) {
        this.norm = norm;
        this.positions = positions;
        this.tokenTypes = tokenTypes;
    }

    private EncoderConfig encoder() {
        return new EncoderConfig(
                2,
                48,
                4,
                96,
                128,
                tokenTypes,
                norm,
                positions,
                10_000,
                10_000,
                1,
                2,
                FeedForwardKind.PLAIN,
                Activation.GELU,
                Biases.EVERYWHERE,
                1e-5,
                0.02,
                Dropout.NONE);
    }

    /** Writes the model's folder and returns it. */
    Path write(Path folder) throws IOException {
        WordCounts counts = new WordCounts(true);
        for (int i = 0; i < 3; i++) {
            TEXTS.forEach(counts::add);
        }
        WordPieceModel vocabulary = WordPieceTrainer.train(counts, WordPieceOptions.ofSize(160));
        Path tokenizer = folder.resolveSibling(folder.getFileName() + "-tokenizer");
        TokenizerFiles.write(tokenizer, vocabulary);
        int size = vocabulary.pieces().size();
        ModelDirectory.write(folder, encoder(), size, weights(size), tokenizer, Map.of("steps", "0"));
        return folder;
    }

    private Map<String, float[]> weights(int vocabularySize) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : new MaskedLanguageModel(encoder(), vocabularySize).parameters()) {
            Random random = new Random(spec.name().hashCode());
            float[] numbers = new float[spec.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (0.3 * random.nextGaussian() + (spec.role() == Role.NORM ? 1 : 0));
            }
            weights.put(spec.name(), numbers);
        }
        return weights;
    }
}
