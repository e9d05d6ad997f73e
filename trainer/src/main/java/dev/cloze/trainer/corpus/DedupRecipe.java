package dev.cloze.trainer.corpus;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.dedup.DedupRules;
import dev.cloze.corpora.dedup.LeakRule;
import dev.cloze.corpora.dedup.NearRule;
import dev.cloze.corpora.dedup.ParagraphRule;
import dev.cloze.corpora.read.Unit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is removed because it is there already. Exact duplicates always go.
 *
 * @param paragraphs repeated paragraphs, if they go
 * @param near near duplicates, if they go
 * @param heldOut texts that the corpus must not hold: files and folders of text, built corpora or samples
 * @param heldOutUnit what of such a file is a document
 * @param leaks how much of such a text is too much
 * @param memoryMebibytes most memory for sorting the keys of documents
 */
public record DedupRecipe(
        Optional<ParagraphRule> paragraphs,
        Optional<NearRule> near,
        List<String> heldOut,
        Unit heldOutUnit,
        LeakRule leaks,
        int memoryMebibytes) {
    private static final int MEBIBYTE_SHIFT = 20;

    public DedupRecipe {
        heldOut = List.copyOf(heldOut);
        Objects.requireNonNull(heldOutUnit, "heldOutUnit");
        Objects.requireNonNull(leaks, "leaks");
        if (memoryMebibytes < 1) {
            throw new IllegalArgumentException("memoryMebibytes: expected 1 or more, got " + memoryMebibytes);
        }
    }

    DedupRules rules() {
        return new DedupRules(paragraphs, near);
    }

    Map<String, Corpus> heldOutSets() throws IOException {
        Map<String, Corpus> sets = new LinkedHashMap<>();
        for (String input : heldOut) {
            sets.put(input, CorpusInputs.open(List.of(input), heldOutUnit));
        }
        return sets;
    }

    long memoryBytes() {
        return (long) memoryMebibytes << MEBIBYTE_SHIFT;
    }
}
