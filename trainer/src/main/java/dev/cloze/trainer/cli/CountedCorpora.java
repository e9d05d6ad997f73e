package dev.cloze.trainer.cli;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.build.WordCounting;
import dev.cloze.corpora.read.Unit;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.train.CorpusWeights;
import dev.cloze.tokenizer.train.SpilledWordCounts;
import dev.cloze.trainer.observe.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The counting of several corpora, each with its weight.
 *
 * @param temporary where words go that memory has no room for
 * @param memoryBytes most memory for words
 */
record CountedCorpora(WordRules rules, Unit unit, int threads, Path temporary, long memoryBytes, Console console) {
    /**
     * One corpus, as it was counted.
     *
     * @param inputs what the user named
     * @param weight by which its counts were multiplied
     * @param bytes the size of its files, as they lie on the disk
     * @param sha256 of their contents and the way of reading
     */
    record Counted(List<String> inputs, double weight, long documents, long words, long bytes, String sha256) {}

    /** Distinct words and all words. */
    record Totals(long distinct, long all) {
        static Totals of(SpilledWordCounts words) throws IOException {
            long[] totals = new long[2];
            words.forEach((word, count) -> {
                totals[0]++;
                totals[1] = Math.addExact(totals[1], count);
            });
            return new Totals(totals[0], totals[1]);
        }
    }

    SpilledWordCounts open(long bytes) throws IOException {
        return new SpilledWordCounts(rules, temporary, bytes);
    }

    /** Counts one corpus of several inputs. */
    Counted count(List<String> inputs, SpilledWordCounts into) throws IOException, InterruptedException {
        Corpus corpus = CorpusInputs.open(inputs, unit);
        Fingerprint fingerprint = corpus.fingerprint(Fingerprint.NONE);
        ProgressLines lines = new ProgressLines(console, "count");
        ReadCounts read = WordCounting.count(
                corpus,
                into,
                threads,
                (documents, bytes) -> lines.at(bytes, fingerprint.bytes(), documents + " documents"));
        long words = Totals.of(into).all();
        return new Counted(inputs, 1, read.documents(), words, fingerprint.bytes(), fingerprint.sha256());
    }

    /**
     * Counts each input apart and adds all by their weights.
     *
     * @param weighting gives the weights of corpora of so many words
     */
    List<Counted> countApart(List<String> inputs, Weighting weighting, SpilledWordCounts into)
            throws IOException, InterruptedException {
        List<SpilledWordCounts> parts = new ArrayList<>();
        try {
            List<Counted> counted = new ArrayList<>();
            for (String input : inputs) {
                // Together they have the memory that the sum has; the least that is allowed is little.
                parts.add(open(Math.max(memoryBytes / (2L * inputs.size()), SpilledWordCounts.LEAST_BYTES)));
                counted.add(count(List.of(input), parts.get(parts.size() - 1)));
            }
            double[] weights = weighting.of(
                    counted.stream().mapToLong(one -> Math.max(1, one.words)).toArray());
            for (int i = 0; i < weights.length; i++) {
                Counted one = counted.get(i);
                counted.set(i, new Counted(one.inputs, weights[i], one.documents, one.words, one.bytes, one.sha256));
                into.addAll(parts.get(i), weights[i]);
            }
            return counted;
        } finally {
            for (SpilledWordCounts part : parts) {
                part.close();
            }
        }
    }

    /** The weight of each corpus, by its number of words; see {@link CorpusWeights}. */
    @FunctionalInterface
    interface Weighting {
        double[] of(long[] words);
    }
}
