package dev.cloze.core;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import dev.cloze.tokenizer.train.WordCounts;
import dev.cloze.tokenizer.train.WordPieceOptions;
import dev.cloze.tokenizer.train.WordPieceTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model that was never trained, as a folder. */
public final class TinyModelFolder {
    private TinyModelFolder() {}

    /** Writes {@code tokenizer} and {@code model} below the folder and returns the latter. */
    public static Path write(Path folder, EncoderConfig config) throws IOException {
        WordPieceModel pieces = pieces();
        TokenizerFiles.write(folder.resolve("tokenizer"), pieces);
        Path model = folder.resolve("model");
        int vocabulary = pieces.pieces().size();
        ModelDirectory.write(
                model,
                config,
                vocabulary,
                weights(config, vocabulary),
                folder.resolve("tokenizer"),
                Map.of("steps", "0"));
        return model;
    }

    /** Initial weights. */
    public static Map<String, float[]> weights(EncoderConfig config, int vocabularySize) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : new MaskedLanguageModel(config, vocabularySize).parameters()) {
            weights.put(spec.name(), spec.initialValues(3));
        }
        return weights;
    }

    /** A vocabulary of made-up text. */
    public static WordPieceModel pieces() {
        WordCounts counts = new WordCounts(true);
        for (int i = 0; i < 50; i++) {
            counts.add("the red house and the blue house stand near the old stone bridge " + i);
        }
        return WordPieceTrainer.train(counts, WordPieceOptions.ofSize(80));
    }
}
