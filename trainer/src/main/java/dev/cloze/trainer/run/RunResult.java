package dev.cloze.trainer.run;

import java.util.List;

/**
 * What a run came to, as {@code result.json} has it. Losses are in nats per masked token, all on the same positions.
 *
 * @param model the model's folder
 * @param step updates made
 * @param tokens tokens seen, padding apart
 * @param loss mean training loss of the last logged steps
 * @param learningRate AdamW's at the last step
 * @param gradientNorm of the last step, before clipping
 * @param tokensPerSecond over all of training
 * @param modelFlopsUtilization mean of the logged lines, each a share of its process's matrix-multiply peak
 * @param heldOutLoss the model's loss
 * @param heldOutAccuracy the share of masked tokens that the model guesses first
 * @param uniformLoss every ordinary token equally probable
 * @param unigramLoss tokens by their counts in the training text
 * @param bigramLoss tokens given the true left neighbour
 * @param parameters numbers in the model
 * @param seconds time spent in training, all processes together
 * @param peakRssMiB the most resident memory of the last process; absent where the system does not tell
 * @param bitsPerByte the loss in bits per byte of held-out text; absent from results that were written before it was
 *     measured
 * @param bands loss and accuracy by the frequency of tokens in the training text
 * @param heldOutSets the same figures of the recipe's named sets and of the held-out text of each source of a mixture
 * @param fillings held-out sentences with one word hidden
 */
public record RunResult(
        String model,
        long step,
        long tokens,
        double loss,
        double learningRate,
        double gradientNorm,
        double tokensPerSecond,
        double modelFlopsUtilization,
        double heldOutLoss,
        double heldOutAccuracy,
        double uniformLoss,
        double unigramLoss,
        double bigramLoss,
        long parameters,
        double seconds,
        Long peakRssMiB,
        Double bitsPerByte,
        List<Band> bands,
        List<HeldOutScore> heldOutSets,
        List<FilledSentence> fillings) {
    public RunResult {
        bands = bands == null ? List.of() : List.copyOf(bands);
        heldOutSets = heldOutSets == null ? List.of() : List.copyOf(heldOutSets);
    }

    /**
     * A quarter of the training text, the most frequent tokens in the first.
     *
     * @param band from 1
     * @param tokens how many tokens of the vocabulary it has
     * @param masked how many of them were asked for
     * @param loss absent if none
     * @param accuracy absent if none
     */
    public record Band(int band, int tokens, long masked, Double loss, Double accuracy) {}

    /** The figures of a text by its name. */
    public record HeldOutScore(String name, double loss, double accuracy, double bitsPerByte, long masked) {}

    /**
     * A held-out sentence with one word hidden.
     *
     * @param text the sentence with the mask token
     * @param word what stood there
     * @param guesses the model's best tokens, best first
     */
    public record FilledSentence(String text, String word, List<Guess> guesses) {}

    /** A token and its probability. */
    public record Guess(String token, double probability) {}
}
