package dev.cloze.trainer.export;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.graph.Operation;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.LoadedModule;
import dev.cloze.core.torch.ModuleArchive;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One TorchScript file with all weights inside. Its method takes what consumers give, {@code input_ids},
 * {@code attention_mask} and, if they like, {@code token_type_ids}.
 */
final class ModuleFile {
    static final String NAME = "model.pt";

    private static final String DICTIONARY = "Dict[str, Tensor]";

    private final SourceModel model;
    private final Result result;

    /** What the method returns. */
    enum Result {
        /** The vectors of tokens, BTD. */
        HIDDEN("Tensor"),
        /** The scores at all places, BTV. */
        LOGITS("Tensor"),
        /** Both, in this order. */
        HIDDEN_AND_LOGITS("Tuple[Tensor, Tensor]"),
        /** The vectors of texts, BD, as {@code sentence_embedding} of a dictionary; the arguments are one, too. */
        TEXTS(DICTIONARY);

        private final String type;

        Result(String type) {
            this.type = type;
        }
    }

    private final Embedding embedding;

    ModuleFile(SourceModel model, Result result, Embedding embedding) {
        this.model = model;
        this.result = result;
        this.embedding = embedding;
    }

    private List<Tensor> outputs() {
        return switch (result) {
            case HIDDEN, TEXTS -> List.of(model.hidden_BTD());
            case LOGITS -> List.of(model.logits_MV().orElseThrow());
            case HIDDEN_AND_LOGITS ->
                List.of(model.hidden_BTD(), model.logits_MV().orElseThrow());
        };
    }

    void write(Path file) throws IOException {
        List<Tensor> outputs = outputs();
        ScriptWriter writer = new ScriptWriter(model.graph(), AttentionKernel.FUSED);
        ScriptWriter.Statements statements = writer.statements(outputs);
        List<String> body = new ArrayList<>(types());
        for (Operation.Input input : model.graph().inputs(outputs)) {
            body.add(ScriptWriter.variable(input) + " = " + given(input));
        }
        body.addAll(statements.lines());
        body.addAll(returned(statements.results()));
        ModuleArchive.write(file, signature(), body, model.parameters(outputs), model.weights());
    }

    private String signature() {
        String arguments = result == Result.TEXTS
                ? "input: " + DICTIONARY
                : "input_ids: Tensor,\n      attention_mask: Tensor,\n      token_type_ids: Optional[Tensor]=None";
        return "(self,\n      " + arguments + ") -> " + result.type;
    }

    /** Sets what all signatures have. */
    private List<String> types() {
        if (result == Result.TEXTS) {
            return List.of(
                    "input_ids = input[\"input_ids\"]",
                    "attention_mask = input[\"attention_mask\"]",
                    "token_types = torch.zeros_like(input_ids)");
        }
        return List.of(
                "if torch.__is__(token_type_ids, None):",
                "  token_types = torch.zeros_like(input_ids)",
                "else:",
                "  token_types = unchecked_cast(Tensor, token_type_ids)");
    }

    private String given(Operation.Input input) {
        return switch (input.name()) {
            case "ids" -> "input_ids";
            case "types" -> model.encoder().tokenTypes() > 1 ? "token_types" : "torch.zeros_like(input_ids)";
            // Tokens are one document and padding another, so that no token sees padding.
            case "documents" -> "attention_mask";
            case "positions" ->
                switch (PositionCount.of(model.encoder())) {
                    case PLACES ->
                        "torch.expand_as(torch.arange(torch.size(input_ids, 1), dtype=4,"
                                + " device=ops.prim.device(input_ids)), input_ids)";
                    case TOKENS -> "torch.clamp_min(torch.sub(torch.cumsum(attention_mask, 1, dtype=4), 1), 0)";
                };
            case "masked" -> "torch.arange(torch.numel(input_ids), dtype=4, device=ops.prim.device(input_ids))";
            default -> throw new IllegalArgumentException("script: expected an input of a forward pass, got " + input);
        };
    }

    private List<String> returned(List<String> outputs) {
        return switch (result) {
            case HIDDEN -> List.of("return " + outputs.get(0));
            case LOGITS -> List.of("return " + unfolded(outputs.get(0)));
            case HIDDEN_AND_LOGITS -> List.of("return (" + outputs.get(0) + ", " + unfolded(outputs.get(1)) + ")");
            case TEXTS -> pooled(outputs.get(0));
        };
    }

    private static String unfolded(String logits_MV) {
        return "torch.unflatten(" + logits_MV + ", 0, [-1, torch.size(input_ids, 1)])";
    }

    private List<String> pooled(String hidden_BTD) {
        String isToken = "torch.unsqueeze(torch.to(attention_mask, ops.prim.dtype(" + hidden_BTD + ")), -1)";
        List<String> lines = new ArrayList<>(List.of("is_token_BT1 = " + isToken));
        lines.add("text_BD = "
                + switch (embedding.pooling()) {
                    case MEAN ->
                        "torch.div(torch.sum(torch.mul(" + hidden_BTD + ", is_token_BT1), [1]),"
                                + " torch.clamp_min(torch.sum(is_token_BT1, [1]), 1))";
                    case CLS -> "torch.select(" + hidden_BTD + ", 1, 0)";
                    case MAX ->
                        "torch.amax(torch.masked_fill(" + hidden_BTD + ", torch.eq(is_token_BT1, 0), -1.0e30), [1])";
                });
        if (embedding.normalized()) {
            lines.add("length_B1 = torch.clamp_min(torch.norm(text_BD, 2, [1], True), 9.9999999999999998e-13)");
            lines.add("return {\"sentence_embedding\": torch.div(text_BD, length_B1)}");
        } else {
            lines.add("return {\"sentence_embedding\": text_BD}");
        }
        return lines;
    }

    /** Runs the file in the engine; for each output how far it is from the rows' own numbers. */
    Map<String, Difference> check(Path file, PaddedRows batch) throws IOException {
        long rows = batch.rows().size();
        try (Scope run = Scope.open(ComputeDevice.CPU);
                LoadedModule module = LoadedModule.load(run, file);
                Scope step = run.child()) {
            List<NativeArray> arrays = List.of(
                    step.longs(batch.ids(), rows, batch.length()), step.longs(batch.mask(), rows, batch.length()));
            List<NativeArray> results = module.forward(
                    result == Result.TEXTS ? LoadedModule.Arguments.BY_NAME : LoadedModule.Arguments.BY_PLACE,
                    List.of("input_ids", "attention_mask"),
                    arrays);
            Map<String, Difference> differences = new LinkedHashMap<>();
            switch (result) {
                case HIDDEN -> differences.put("hidden", tokens(batch, results.get(0)));
                case LOGITS -> differences.put("logits", scores(batch, results.get(0)));
                case HIDDEN_AND_LOGITS -> {
                    differences.put("hidden", tokens(batch, results.get(0)));
                    differences.put("logits", scores(batch, results.get(1)));
                }
                case TEXTS -> {
                    List<float[]> own = batch.rows().stream().map(embedding::of).toList();
                    differences.put(
                            "sentence_embedding",
                            Difference.ofTexts(own, results.get(0).toFloats()));
                }
            }
            return differences;
        }
    }

    private static Difference tokens(PaddedRows batch, NativeArray hidden_BTD) {
        return Difference.ofTokens(batch, hidden_BTD.toFloats());
    }

    private static Difference scores(PaddedRows batch, NativeArray logits_BTV) {
        return Difference.ofScores(batch, logits_BTV.toFloats());
    }
}
