package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.benchmarks.training.WaitingLoader.Waited;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.step.TrainingStep;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Cloze's training step as {@code cloze pretrain} runs it. */
final class ClozeTraining implements Subject {
    private final WaitingLoader loader;
    private final Scope run;
    private final Optimizer optimizer;
    private final TrainingStep trainingStep;
    private long step;
    private double loss;

    private ClozeTraining(WaitingLoader loader, Scope run, ModelSize size, Recipe recipe) {
        this.loader = loader;
        this.run = run;
        MaskedLanguageModel model = new MaskedLanguageModel(recipe.encoder(), size.vocabulary());
        Weights weights = Weights.initial(run, model.parameters(), recipe.seed());
        optimizer = Optimizer.create(run, weights, recipe.optimizer());
        trainingStep = new TrainingStep(run, model, weights, optimizer, recipe, Optional.empty());
    }

    /** Training with one rate of dropout at the places where BERT has it. */
    static ClozeTraining open(ModelSize size, double dropout) throws IOException {
        String rate = String.valueOf(dropout);
        Recipe recipe = size.recipe()
                .with(Map.of(
                        "encoder.dropout.embeddings", rate,
                        "encoder.dropout.attention", rate,
                        "encoder.dropout.attentionOutput", rate,
                        "encoder.dropout.feedForwardOutput", rate));
        return new ClozeTraining(WaitingLoader.open(size, recipe), Scope.open(ComputeDevice.CPU), size, recipe);
    }

    @Override
    public double call() throws Exception {
        Waited waited = loader.next();
        loss = trainingStep
                .run(step, (double) step++, waited.batch(), () -> false)
                .orElseThrow()
                .loss();
        return waited.seconds();
    }

    /** The mean loss of the last step's masked tokens, in nats. */
    double loss() {
        return loss;
    }

    @Override
    public void close() throws IOException {
        trainingStep.close();
        optimizer.close();
        run.close();
        loader.close();
    }
}
