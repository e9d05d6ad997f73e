package dev.cloze.trainer.run;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.pack.JoinedRows;
import dev.cloze.corpora.pack.PackedRows;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.evaluate.FrequencyBands;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.evaluate.TextRows;
import dev.cloze.trainer.evaluate.TextSize;
import dev.cloze.trainer.evaluate.TokenCounts;
import dev.cloze.trainer.recipe.HeldOutSetRecipe;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses what a run is evaluated on.
 *
 * @param training the training rows of each source
 * @param heldOut the held-out rows of each source
 */
record HeldOutTexts(
        RunFolder folder, Recipe recipe, Preparation.Prepared data, List<RowPacker> training, List<RowPacker> heldOut) {
    private static final String COUNTS = "token-counts";

    HeldOut choose() throws IOException {
        long bytes = data.sources().stream()
                .mapToLong(Preparation.Source::heldOutBytes)
                .sum();
        JoinedRows own = new JoinedRows(heldOut);
        HeldOut.Text asked = asked(own, bytes);
        Map<String, HeldOut.Text> sets = namedSets();
        Map<String, HeldOut.Text> apart = sourcesApart();
        TokenCounts counts = tokenCounts(); // last: it reads all of the text
        return new HeldOut(
                asked,
                sets,
                apart,
                FilledSentences.questions(own, data.tokenizer()),
                data.tokenizer(),
                counts,
                new FrequencyBands(counts, data.tokenizer()));
    }

    /** Counts the training text, each source once whatever its share of the rows; not again when the run goes on. */
    private TokenCounts tokenCounts() throws IOException {
        String counted = RunFolder.hash(
                data.corpusSha256(), data.tokenizer().sha256(), recipe.corpus().heldOutShare(), recipe.seed());
        if (folder.isFinished(COUNTS, counted)) {
            Optional<TokenCounts> earlier = TokenCounts.read(folder.path(), data.tokenizer());
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        TokenCounts counts = TokenCounts.of(new JoinedRows(training), data.tokenizer());
        counts.write(folder.path());
        folder.finish(COUNTS, counted);
        return counts;
    }

    private HeldOut.Text asked(PackedRows rows, long bytes) {
        return new HeldOut.Text(questions(rows), TextSize.of(rows, bytes, data.tokenizer()));
    }

    private Map<String, HeldOut.Text> namedSets() throws IOException {
        Map<String, HeldOut.Text> sets = new LinkedHashMap<>();
        for (HeldOutSetRecipe set : recipe.evaluation().sets().orElse(List.of())) {
            Corpus corpus = CorpusInputs.open(set.paths(), recipe.corpus().documents());
            folder.requireHeldOutSet(
                    set.name(), corpus.fingerprint(Fingerprint.NONE).sha256());
            try (DocumentSource documents = corpus.open()) {
                TextRows text = new TextRows(
                        documents,
                        data.tokenizer(),
                        recipe.training().rowLength(),
                        recipe.training().rowsPerMicroBatch(),
                        recipe.evaluation().seed());
                PackedRows rows = text.readAll();
                sets.put(set.name(), new HeldOut.Text(questions(rows), text.size()));
            } catch (UsageException e) {
                throw e.in("evaluation.sets " + set.name());
            }
        }
        return sets;
    }

    private HeldOutSet questions(PackedRows rows) {
        return HeldOutSet.choose(rows, recipe.evaluation(), recipe.training().rowsPerMicroBatch(), data.tokenizer());
    }

    /** The held-out text of each source of a mixture by itself; chosen before training, which would be lost to a fault. */
    private Map<String, HeldOut.Text> sourcesApart() {
        Map<String, HeldOut.Text> apart = new LinkedHashMap<>();
        for (int i = 0; i < heldOut.size(); i++) {
            Optional<String> name = data.sources().get(i).recipe().name();
            if (name.isPresent()) {
                try {
                    apart.put(
                            name.get(),
                            asked(heldOut.get(i), data.sources().get(i).heldOutBytes()));
                } catch (UsageException e) {
                    throw e.in(name.get());
                }
            }
        }
        return apart;
    }
}
