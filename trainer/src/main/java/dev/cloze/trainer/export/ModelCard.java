package dev.cloze.trainer.export;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.model.HuggingFaceFamily;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.trainer.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code README.md} of a HuggingFace folder, from what the model's folder and its run's say. */
final class ModelCard {
    private static final String PROVENANCE = "provenance";

    private final SourceModel model;
    private final Optional<JsonObject> provenance;
    private final Optional<RunResult> result;
    private final Optional<Embedding> embedding;

    private ModelCard(
            SourceModel model,
            Optional<JsonObject> provenance,
            Optional<RunResult> result,
            Optional<Embedding> embedding) {
        this.model = model;
        this.provenance = provenance;
        this.result = result;
        this.embedding = embedding;
    }

    /** Reads the provenance in the model's folder, and the result of the run if the model lies in a run's folder. */
    static ModelCard of(SourceModel model, Path source, Optional<Embedding> embedding) throws IOException {
        JsonObject config = JsonParser.parseString(Files.readString(source.resolve("config.json")))
                .getAsJsonObject();
        JsonElement provenance = config.get(PROVENANCE);
        Path result = source.toAbsolutePath().normalize().resolveSibling("result.json");
        return new ModelCard(
                model,
                provenance != null && provenance.isJsonObject()
                        ? Optional.of(provenance.getAsJsonObject())
                        : Optional.empty(),
                Files.isRegularFile(result) ? Optional.of(JsonFile.read(result, RunResult.class)) : Optional.empty(),
                embedding);
    }

    String text() {
        List<String> lines = new ArrayList<>(header());
        lines.addAll(description());
        provenance.ifPresent(origin -> lines.addAll(training(origin)));
        result.ifPresent(run -> lines.addAll(evaluation(run)));
        return String.join("\n", lines) + "\n";
    }

    private List<String> header() {
        boolean sentences = embedding.isPresent();
        return List.of(
                "---",
                "library_name: " + (sentences ? "sentence-transformers" : "transformers"),
                "pipeline_tag: "
                        + (sentences
                                ? "sentence-similarity"
                                : model.logits_MV().isPresent() ? "fill-mask" : "feature-extraction"),
                "tags:",
                "- cloze",
                "---",
                "");
    }

    private List<String> description() {
        EncoderConfig encoder = model.encoder();
        String kind = model.logits_MV().isPresent() ? "masked language model" : "encoder";
        List<String> lines = new ArrayList<>(List.of(
                "# " + kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1),
                "",
                "Pretrained with Cloze.",
                "",
                "| | |",
                "|---|---|",
                row("parameters", String.format(Locale.ROOT, "%,d", parameters())),
                row("layers", encoder.layers()),
                row("width", encoder.width()),
                row("heads", encoder.heads()),
                row("feed-forward width", encoder.feedForwardWidth()),
                row("longest text, in tokens", encoder.maxPositions()),
                row("vocabulary", model.vocabularySize())));
        List<String> dropout = HuggingFaceFamily.of(encoder).unwritten(encoder.dropout());
        if (!dropout.isEmpty()) {
            lines.add(row("dropout in training that config.json cannot say", String.join(", ", dropout)));
        }
        embedding.ifPresent(vectors -> {
            lines.add(row("vector of a text", vectors.pooling() + (vectors.normalized() ? ", length 1" : "")));
            lines.add("");
            lines.add("Pretrained only: its vectors have not been trained on pairs of texts.");
        });
        lines.add("");
        return lines;
    }

    private long parameters() {
        return model.parameters().stream().mapToLong(ParameterSpec::count).sum();
    }

    private static List<String> training(JsonObject provenance) {
        List<String> lines = new ArrayList<>(List.of("## Training", "", "| | |", "|---|---|"));
        provenance
                .asMap()
                .forEach((key, value) -> lines.add(row(key, value.isJsonPrimitive() ? value.getAsString() : value)));
        lines.add("");
        return lines;
    }

    private static List<String> evaluation(RunResult run) {
        return List.of(
                "## Evaluation",
                "",
                "On held-out text, in nats for each masked token.",
                "",
                "| | |",
                "|---|---|",
                row("loss", number(run.heldOutLoss())),
                row("accuracy", String.format(Locale.ROOT, "%.2f %%", 100 * run.heldOutAccuracy())),
                row("loss of a uniform guess", number(run.uniformLoss())),
                row("loss of a unigram model", number(run.unigramLoss())),
                row("loss of a bigram model", number(run.bigramLoss())),
                row("tokens seen in training", String.format(Locale.ROOT, "%,d", run.tokens())),
                "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String row(String name, Object value) {
        return "| " + name + " | " + String.valueOf(value).replace("|", "\\|").replace("\n", " ") + " |";
    }
}
