package dev.cloze.trainer.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder with a TorchScript file and the tokenizer's files, and for DJL with {@code serving.properties}. */
final class ModuleFolder implements Content {
    private final ModuleFile file;
    private final TokenizerCopy tokenizer;
    private final List<String> properties;

    /** {@code properties}: the lines for DJL; none for others. */
    ModuleFolder(ModuleFile file, TokenizerCopy tokenizer, List<String> properties) {
        this.file = file;
        this.tokenizer = tokenizer;
        this.properties = properties;
    }

    /** The lines of {@code serving.properties} for vectors of texts. */
    static List<String> embeddings(Embedding embedding, int longest) {
        return List.of(
                "engine=PyTorch",
                "option.modelName=model",
                "option.mapLocation=true",
                "translatorFactory=ai.djl.huggingface.translator.TextEmbeddingTranslatorFactory",
                "padding=true",
                "truncation=true",
                "maxLength=" + longest,
                "pooling=" + embedding.pooling(),
                "normalize=" + embedding.normalized());
    }

    /** The lines of {@code serving.properties} for filled masks. */
    static List<String> fillMask(int longest) {
        return List.of(
                "engine=PyTorch",
                "option.modelName=model",
                "option.mapLocation=true",
                "translatorFactory=ai.djl.huggingface.translator.FillMaskTranslatorFactory",
                "truncation=true",
                "maxLength=" + longest);
    }

    @Override
    public void write(Path folder) throws IOException {
        Files.createDirectory(folder);
        file.write(folder.resolve(ModuleFile.NAME));
        tokenizer.write(folder);
        if (!properties.isEmpty()) {
            TokenizerCopy.text(folder.resolve("serving.properties"), String.join("\n", properties) + "\n");
        }
    }

    @Override
    public Map<String, Difference> check(Path folder, PaddedRows batch) throws IOException {
        return file.check(folder.resolve(ModuleFile.NAME), batch);
    }

    @Override
    public String checkedWith() {
        return "PyTorch";
    }
}
