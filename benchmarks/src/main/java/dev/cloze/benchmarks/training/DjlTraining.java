package dev.cloze.benchmarks.training;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.transformer.BertMaskedLanguageModelLoss;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.benchmarks.training.WaitingLoader.Waited;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.trainer.batch.MaskedBatch;
import java.io.IOException;
import java.util.Arrays;

/** A training step of DJL's BERT as DJL's users write it: trainer, gradient collector, one manager for the batch. */
final class DjlTraining implements Subject {
    private static final String ENGINE = "PyTorch";
    private static final float INITIAL_DEVIATION = 0.02f;

    private final ModelSize size;
    private final WaitingLoader loader;
    private final Model model;
    private final Trainer trainer;
    private double loss;

    private DjlTraining(ModelSize size, WaitingLoader loader, Model model, Trainer trainer) {
        this.size = size;
        this.loader = loader;
        this.model = model;
        this.trainer = trainer;
    }

    static DjlTraining open(ModelSize size) throws IOException {
        TorchEngine.start();
        WaitingLoader loader = WaitingLoader.open(size, size.recipe());
        Model model = Model.newInstance(size.name(), Device.cpu(), ENGINE);
        model.setBlock(new DjlMaskedLanguageModel(size));
        Trainer trainer = model.newTrainer(new DefaultTrainingConfig(new BertMaskedLanguageModelLoss(0, 1, 0))
                .optDevices(new Device[] {Device.cpu()})
                .optInitializer(new NormalInitializer(INITIAL_DEVIATION), Parameter.Type.WEIGHT)
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed((float) size.learningRate()))
                        .build()));
        Shape tokens_BT = new Shape(size.rows(), size.length());
        trainer.initialize(tokens_BT, tokens_BT, tokens_BT, new Shape(size.rows(), size.maskedOfRow()));
        return new DjlTraining(size, loader, model, trainer);
    }

    @Override
    public double call() throws Exception {
        Waited waited = loader.next();
        MaskedBatch batch = waited.batch().microBatches().get(0);
        try (NDManager manager = trainer.getManager().newSubManager()) {
            NDList data = data(manager, batch);
            NDList labels = labels(manager, batch);
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray mean = trainer.getLoss().evaluate(labels, trainer.forward(data, labels));
                collector.backward(mean);
                loss = mean.getFloat();
            }
            trainer.step();
        }
        return waited.seconds();
    }

    /** Token ids, token types, tokens that are not padding, masked places. */
    private NDList data(NDManager manager, MaskedBatch batch) {
        Shape tokens_BT = new Shape(batch.rows(), batch.length());
        int tokens = batch.rows() * batch.length();
        int[] present = new int[tokens];
        Arrays.fill(present, 1);
        // Cloze counts masked places over the whole batch.
        long[] placesInRow = Arrays.stream(batch.masked())
                .map(place -> place % batch.length())
                .toArray();
        return new NDList(
                manager.create(ints(batch.ids()), tokens_BT),
                manager.create(new int[tokens], tokens_BT),
                manager.create(present, tokens_BT),
                manager.create(ints(placesInRow), masked()));
    }

    /** Labels, and 1 for each of them since all count. */
    private NDList labels(NDManager manager, MaskedBatch batch) {
        int[] counted = new int[batch.labels().length];
        Arrays.fill(counted, 1);
        return new NDList(manager.create(ints(batch.labels()), masked()), manager.create(counted, masked()));
    }

    private Shape masked() {
        return new Shape(size.rows(), size.maskedOfRow());
    }

    private static int[] ints(long[] numbers) {
        return Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray();
    }

    /** The mean loss of the last step's masked tokens, in nats. */
    double loss() {
        return loss;
    }

    @Override
    public void close() throws IOException {
        trainer.close();
        model.close();
        loader.close();
    }
}
