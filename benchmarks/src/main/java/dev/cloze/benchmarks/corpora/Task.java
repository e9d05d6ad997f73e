package dev.cloze.benchmarks.corpora;

import dev.cloze.corpora.build.CorpusBuild;
import dev.cloze.corpora.clean.C4Rules;
import dev.cloze.corpora.clean.Cleaning;
import dev.cloze.corpora.clean.FineWebRules;
import dev.cloze.corpora.clean.GopherQuality;
import dev.cloze.corpora.clean.GopherRepetition;
import dev.cloze.corpora.clean.LanguageFilter;
import dev.cloze.corpora.dedup.DedupRules;
import dev.cloze.corpora.dedup.LeakRule;
import dev.cloze.corpora.dedup.NearRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is done to a file of documents; each from reading to the store. */
enum Task {
    /** Nothing: documents in, documents out. */
    READ,
    /** The same to documents of one paragraph. */
    READ_SHORT,
    /** The rules of Gopher, C4 and FineWeb. */
    RULES,
    /** Language identification. */
    LANGUAGE,
    /** Exact duplicates. */
    EXACT,
    /** Near duplicates, and with them exact ones. */
    NEAR,
    /** The recipe for the web: cleaning, personal data, repeated paragraphs, near duplicates. */
    WEB;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the rival does it too. */
    boolean isRivalled() {
        return this == READ || this == READ_SHORT || this == RULES || this == NEAR;
    }

    /** What the rival calls it. */
    String rivalStage() {
        return this == READ_SHORT ? READ.label() : label();
    }

    WebText.Length length() {
        return this == READ_SHORT ? WebText.Length.SHORT : WebText.Length.LONG;
    }

    CorpusBuild.Settings settings(int threads) {
        return new CorpusBuild.Settings(
                cleaning(),
                repeats(),
                Map.of(),
                LeakRule.DEFAULT,
                CorpusBuild.MEMORY_BYTES,
                CorpusBuild.BYTES_PER_PART,
                threads);
    }

    private Cleaning cleaning() {
        return switch (this) {
            case READ, READ_SHORT, EXACT, NEAR -> Cleaning.NONE;
            case RULES ->
                new Cleaning(List.of(
                        GopherRepetition.DEFAULT, GopherQuality.DEFAULT, C4Rules.DEFAULT, FineWebRules.DEFAULT));
            case LANGUAGE -> new Cleaning(List.of(LanguageFilter.of(List.of("en"))));
            case WEB -> Cleaning.WEB;
        };
    }

    private Optional<DedupRules> repeats() {
        return switch (this) {
            case READ, READ_SHORT, RULES, LANGUAGE -> Optional.empty();
            case EXACT -> Optional.of(DedupRules.exact());
            case NEAR -> Optional.of(new DedupRules(Optional.empty(), Optional.of(NearRule.FINEWEB)));
            case WEB -> Optional.of(DedupRules.all());
        };
    }
}
