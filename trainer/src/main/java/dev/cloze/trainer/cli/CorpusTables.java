package dev.cloze.trainer.cli;

import dev.cloze.corpora.build.CorpusManifest;
import dev.cloze.corpora.build.DuplicateReport;
import dev.cloze.corpora.clean.Funnel.ReasonCounts;
import dev.cloze.corpora.clean.Funnel.StageCounts;
import dev.cloze.corpora.clean.Volume;
import dev.cloze.corpora.read.ReadFinding;
import dev.cloze.corpora.read.ReadReason;
import dev.cloze.trainer.observe.Console;
import java.util.List;
import java.util.Map;

/** What became of a corpus's inputs, as a table for the terminal. */
final class CorpusTables {
    private static final int PLACE = 48;

    private CorpusTables() {}

    /** The funnel from what was read to what is left, with the reasons and an example of each. */
    static void print(CorpusManifest manifest, Console console) {
        console.gap();
        console.line("", "%,.1f MB of records were read", manifest.rawBytes() / 1e6);
        for (ReadReason reason : ReadReason.values()) {
            long count = manifest.read().counts().getOrDefault(reason, 0L);
            if (count > 0) {
                List<ReadFinding> examples = manifest.read().examples().getOrDefault(reason, List.of());
                String example = examples.stream()
                        .findFirst()
                        .map(found -> end(found.place()) + ": expected " + found.expected() + ", got " + found.got())
                        .orElse("");
                console.line("", "  %,9d  %-18s  %s", count, reason.words(), example);
            }
        }
        manifest.read().charsets().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(each -> console.line("", "  %,9d  decoded as %s", each.getValue(), each.getKey()));
        console.gap();
        console.line("stage", "%12s %14s %16s", "documents", "words", "bytes");
        print("read", manifest.funnel().entered(), console);
        for (StageCounts stage : manifest.funnel().stages()) {
            print(stage.stage(), stage.out(), console);
            for (ReasonCounts reason : stage.reasons()) {
                console.line(
                        "",
                        "  %s: in %,d documents, removed %,d%s",
                        reason.reason(),
                        reason.documents(),
                        reason.removed(),
                        reason.examples().stream()
                                .findFirst()
                                .map(example -> "; " + end(example.source()) + ": " + example.sample())
                                .orElse(""));
            }
        }
        DuplicateReport duplicates = manifest.duplicates();
        console.line("dedup", "%,12d", manifest.documents() - duplicates.removed());
        duplicates.documents().forEach((reason, count) -> {
            String example = duplicates.examples().stream()
                    .filter(each -> each.reason().equals(reason))
                    .findFirst()
                    .map(each -> "; " + end(each.document().toString()) + " for "
                            + end(each.other().toString()))
                    .orElse("");
            console.line("", "  %s: removed %,d%s", reason, count, example);
        });
        if (duplicates.paragraphs() > 0) {
            console.line(
                    "",
                    "  dedup.paragraph: in %,d documents, %,d paragraphs",
                    duplicates.documentsWithDrops(),
                    duplicates.paragraphs());
        }
        for (DuplicateReport.Leaks leaks : duplicates.leaks()) {
            console.line(
                    "",
                    "  of the held-out set %s %,d texts were found, in %,d documents",
                    leaks.set(),
                    leaks.heldOut(),
                    leaks.documents());
        }
    }

    private static void print(String stage, Volume volume, Console console) {
        console.line(stage, "%,12d %,14d %,16d", volume.documents(), volume.words(), volume.bytes());
    }

    /** The end of a place, which tells files of a folder or an archive apart; all of it is in the manifest. */
    private static String end(String place) {
        return place.length() <= PLACE ? place : "…" + place.substring(place.length() - PLACE);
    }
}
