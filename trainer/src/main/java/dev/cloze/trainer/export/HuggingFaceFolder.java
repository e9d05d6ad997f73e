package dev.cloze.trainer.export;

import dev.cloze.core.model.HuggingFaceFamily;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A HuggingFace folder with its model card, and with what sentence-transformers adds if a pooling is given. */
final class HuggingFaceFolder implements Content {
    private final SourceModel model;
    private final Path source;
    private final TokenizerCopy tokenizer;
    private final Optional<Embedding> embedding;

    /**
     * Checks that HuggingFace can express the model.
     *
     * @param embedding for sentence-transformers
     * @throws UsageException if not, with what stands against it and the targets that take it
     */
    HuggingFaceFolder(SourceModel model, Path source, TokenizerCopy tokenizer, Optional<Embedding> embedding) {
        List<String> faults = family(model).lacks(model.encoder());
        if (!faults.isEmpty()) {
            throw new UsageException(
                    source.toString(),
                    "an encoder as HuggingFace's " + family(model).modelType() + " has it (onnx, torchscript, djl and"
                            + " opensearch take any)",
                    String.join(", ", faults));
        }
        this.model = model;
        this.source = source;
        this.tokenizer = tokenizer;
        this.embedding = embedding;
    }

    private static HuggingFaceFamily family(SourceModel model) {
        return HuggingFaceFamily.of(model.encoder());
    }

    @Override
    public void write(Path folder) throws IOException {
        ModelDirectory.writeHuggingFace(
                folder, family(model), model.encoder(), model.vocabularySize(), model.weights(), source);
        tokenizer.complete(folder);
        TokenizerCopy.text(
                folder.resolve("README.md"),
                ModelCard.of(model, source, embedding).text());
        if (embedding.isPresent()) {
            writeModules(folder, embedding.get());
        }
    }

    private void writeModules(Path folder, Embedding pooled) throws IOException {
        List<Map<String, Object>> modules = new ArrayList<>();
        modules.add(module(0, "", "Transformer"));
        modules.add(module(1, "1_Pooling", "Pooling"));
        if (pooled.normalized()) {
            modules.add(module(2, "2_Normalize", "Normalize"));
            Files.createDirectory(folder.resolve("2_Normalize"));
        }
        TokenizerCopy.json(folder.resolve("modules.json"), modules);

        Map<String, Object> transformer = new LinkedHashMap<>();
        transformer.put("max_seq_length", model.encoder().maxPositions());
        transformer.put("do_lower_case", false);
        TokenizerCopy.json(folder.resolve("sentence_bert_config.json"), transformer);

        Map<String, Object> pooling = new LinkedHashMap<>();
        pooling.put("word_embedding_dimension", model.encoder().width());
        pooling.put("pooling_mode_cls_token", pooled.pooling() == Pooling.CLS);
        pooling.put("pooling_mode_mean_tokens", pooled.pooling() == Pooling.MEAN);
        pooling.put("pooling_mode_max_tokens", pooled.pooling() == Pooling.MAX);
        pooling.put("pooling_mode_mean_sqrt_len_tokens", false);
        Files.createDirectory(folder.resolve("1_Pooling"));
        TokenizerCopy.json(folder.resolve("1_Pooling").resolve("config.json"), pooling);
    }

    private static Map<String, Object> module(int place, String path, String type) {
        Map<String, Object> module = new LinkedHashMap<>();
        module.put("idx", place);
        module.put("name", String.valueOf(place));
        module.put("path", path);
        module.put("type", "sentence_transformers.models." + type);
        return module;
    }

    /** Reads the folder again and runs what it holds. */
    @Override
    public Map<String, Difference> check(Path folder, PaddedRows batch) throws IOException {
        SourceModel written = SourceModel.read(ModelDirectory.open(folder));
        List<Row> rows = ForwardPass.of(
                written,
                batch.rows().stream().map(Row::ids).toList(),
                new int[batch.rows().size()]);
        Map<String, Difference> differences = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            PaddedRows alone = new PaddedRows(List.of(batch.rows().get(i)), 0, PaddedRows.Side.RIGHT);
            Row row = rows.get(i);
            differences.merge("hidden", Difference.ofTokens(alone, row.hidden_TD()), Difference::and);
            if (model.logits_MV().isPresent()) {
                differences.merge("logits", Difference.ofScores(alone, row.logits_TV()), Difference::and);
            }
        }
        return differences;
    }

    @Override
    public String checkedWith() {
        return "Cloze, from the folder";
    }
}
