package dev.cloze.trainer.export;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Operation;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.model.ModelPart;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The model that is exported.
 *
 * @param encoder its shape
 * @param vocabularySize V
 * @param graph what computes it
 * @param hidden_BTD the vectors of tokens
 * @param logits_MV the scores at the places of the input {@code masked}; empty without a head
 * @param parameters those of the graph
 * @param weights numbers by parameter name: those of the graph and, if the folder has one, of a pooler
 */
record SourceModel(
        EncoderConfig encoder,
        int vocabularySize,
        Graph graph,
        Tensor hidden_BTD,
        Optional<Tensor> logits_MV,
        List<ParameterSpec> parameters,
        Map<String, float[]> weights) {

    static SourceModel read(ModelDirectory directory) throws IOException {
        Map<String, float[]> weights = new LinkedHashMap<>(directory.encoderWeights());
        EncoderConfig encoder = directory.encoder();
        int vocabularySize = directory.vocabularySize();
        if (directory.parts().contains(ModelPart.HEAD)) {
            weights.putAll(directory.weights());
            return of(new MaskedLanguageModel(encoder, vocabularySize), weights);
        }
        return of(new EncoderModel(encoder, vocabularySize, EncoderModel.Pooling.NONE), weights);
    }

    static SourceModel of(MaskedLanguageModel model, Map<String, float[]> weights) {
        return new SourceModel(
                model.config(),
                model.vocabularySize(),
                model.graph(),
                model.hidden_BTD(),
                Optional.of(model.logits_MV()),
                model.parameters(),
                weights);
    }

    private static SourceModel of(EncoderModel model, Map<String, float[]> weights) {
        return new SourceModel(
                model.config(),
                model.vocabularySize(),
                model.graph(),
                model.hidden_BTD(),
                Optional.empty(),
                model.parameters(),
                weights);
    }

    /** The parameters that the outputs depend on, in the graph's order. */
    List<ParameterSpec> parameters(Collection<Tensor> outputs) {
        Set<String> names = graph.leadingTo(outputs).stream()
                .map(Tensor::operation)
                .filter(Operation.Parameter.class::isInstance)
                .map(operation -> ((Operation.Parameter) operation).name())
                .collect(Collectors.toSet());
        return parameters.stream().filter(spec -> names.contains(spec.name())).toList();
    }
}
