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
        List<FilledSentence> fillings) {

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
