package dev.cloze.trainer.export;

import java.util.List;
import java.util.Map;

/**
 * What was exported and how it was checked, as {@code export.json} has it.
 *
 * @param target as on the command line
 * @param model the folder of the model
 * @param files names of the files beside this one
 * @param checkedWith what ran the export
 * @param texts how many texts were compared
 * @param tokens their tokens together
 * @param largestDifference between a number of the export and of the model's own forward pass
 * @param outputs by the names of the outputs
 */
public record ExportReport(
        String target,
        String model,
        List<String> files,
        String checkedWith,
        int texts,
        int tokens,
        double largestDifference,
        Map<String, Output> outputs) {

    /**
     * One output.
     *
     * @param largestDifference as above
     * @param limit the most that counts as rounding
     * @param numbers how many were compared
     */
    public record Output(double largestDifference, double limit, long numbers) {}
}
