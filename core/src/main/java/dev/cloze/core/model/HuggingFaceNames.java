package dev.cloze.core.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a family's tensors are called at HuggingFace.
 *
 * @param prefix before the names of encoder and pooler, in the files of a model with a head
 * @param modules our modules and theirs; several of theirs stand below each other in ours; # is the number of a layer
 * @param copies tensors that are equal to a parameter, by name, with the parameter's name
 * @param buffers tensors that hold no weights
 * @param leftOut weights of parts that we have no use for
 */
record HuggingFaceNames(
        String prefix,
        Map<String, List<String>> modules,
        Map<String, String> copies,
        Set<String> buffers,
        Set<String> leftOut) {

    private static final Pattern LAYER = Pattern.compile("layers\\.(\\d+)\\.(.*)");
    private static final String HEAD = "head";
    private static final Set<String> BUFFERS = Set.of("embeddings.position_ids", "embeddings.token_type_ids");

    static final HuggingFaceNames BERT = new HuggingFaceNames(
            "bert.",
            joined(
                    bertEncoder(),
                    Map.of(
                            "head.dense",
                            List.of("cls.predictions.transform.dense"),
                            "head.norm",
                            List.of("cls.predictions.transform.LayerNorm"),
                            HEAD,
                            List.of("cls.predictions"))),
            Map.of(
                    "cls.predictions.decoder.weight", "embeddings.tokens.weight",
                    "cls.predictions.decoder.bias", "head.bias"),
            BUFFERS,
            Set.of("cls.seq_relationship.weight", "cls.seq_relationship.bias"));

    static final HuggingFaceNames ROBERTA = new HuggingFaceNames(
            "roberta.",
            joined(
                    bertEncoder(),
                    Map.of(
                            "head.dense",
                            List.of("lm_head.dense"),
                            "head.norm",
                            List.of("lm_head.layer_norm"),
                            HEAD,
                            List.of("lm_head"))),
            Map.of("lm_head.decoder.weight", "embeddings.tokens.weight", "lm_head.decoder.bias", "head.bias"),
            BUFFERS,
            Set.of());

    static final HuggingFaceNames MODERNBERT = new HuggingFaceNames(
            "model.",
            Map.ofEntries(
                    Map.entry("embeddings.tokens", List.of("embeddings.tok_embeddings")),
                    Map.entry("embeddings.norm", List.of("embeddings.norm")),
                    Map.entry("layers.#.attention.norm", List.of("layers.#.attn_norm")),
                    Map.entry("layers.#.attention.qkv", List.of("layers.#.attn.Wqkv")),
                    Map.entry("layers.#.attention.out", List.of("layers.#.attn.Wo")),
                    Map.entry("layers.#.feedForward.norm", List.of("layers.#.mlp_norm")),
                    Map.entry("layers.#.feedForward.in", List.of("layers.#.mlp.Wi")),
                    Map.entry("layers.#.feedForward.out", List.of("layers.#.mlp.Wo")),
                    Map.entry("norm", List.of("final_norm")),
                    Map.entry("head.dense", List.of("head.dense")),
                    Map.entry("head.norm", List.of("head.norm")),
                    Map.entry(HEAD, List.of("decoder"))),
            Map.of("decoder.weight", "embeddings.tokens.weight"),
            Set.of(),
            Set.of());

    private static Map<String, List<String>> bertEncoder() {
        String attention = "encoder.layer.#.attention.";
        return Map.ofEntries(
                Map.entry("embeddings.tokens", List.of("embeddings.word_embeddings")),
                Map.entry("embeddings.positions", List.of("embeddings.position_embeddings")),
                Map.entry("embeddings.types", List.of("embeddings.token_type_embeddings")),
                Map.entry("embeddings.norm", List.of("embeddings.LayerNorm")),
                Map.entry(
                        "layers.#.attention.qkv",
                        List.of(attention + "self.query", attention + "self.key", attention + "self.value")),
                Map.entry("layers.#.attention.out", List.of(attention + "output.dense")),
                Map.entry("layers.#.attention.norm", List.of(attention + "output.LayerNorm")),
                Map.entry("layers.#.feedForward.in", List.of("encoder.layer.#.intermediate.dense")),
                Map.entry("layers.#.feedForward.out", List.of("encoder.layer.#.output.dense")),
                Map.entry("layers.#.feedForward.norm", List.of("encoder.layer.#.output.LayerNorm")),
                Map.entry("pooler.dense", List.of("pooler.dense")));
    }

    private static Map<String, List<String>> joined(Map<String, List<String>> some, Map<String, List<String>> others) {
        Map<String, List<String>> all = new LinkedHashMap<>(some);
        all.putAll(others);
        return all;
    }

    /** Whether the family has a module of ours, as {@code pooler.dense}. */
    boolean has(String module) {
        return modules.containsKey(module);
    }

    /** Their tensors that make up a parameter, one below the other; without prefix. */
    List<String> of(String parameter) {
        int dot = parameter.lastIndexOf('.');
        Matcher layer = LAYER.matcher(parameter.substring(0, dot));
        Optional<String> number = layer.matches() ? Optional.of(layer.group(1)) : Optional.empty();
        String module = number.isPresent() ? "layers.#." + layer.group(2) : parameter.substring(0, dot);
        return modules.get(module).stream()
                .map(name -> name.replace("#", number.orElse("")) + parameter.substring(dot))
                .toList();
    }

    /** Without the prefix, and with the names that norms had in the first BERT as those they have now. */
    String plain(String name) {
        String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return bare.replaceFirst("LayerNorm\\.gamma$", "LayerNorm.weight")
                .replaceFirst("LayerNorm\\.beta$", "LayerNorm.bias");
    }

    /** With the prefix where the family's models with a head have it. */
    String full(String parameter, String plain) {
        return ModelPart.of(parameter) == ModelPart.HEAD ? plain : prefix + plain;
    }
}
