package dev.cloze.corpora.clean;

import dev.cloze.corpora.Document;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stages that a document goes through, in their order. Any number of threads may use one cleaning, each with a
 * {@link Funnel} of its own.
 *
 * @param stages the stages; the same kind may stand more than once
 */
public record Cleaning(List<Stage> stages) {
    /** Documents stay as they are. */
    public static final Cleaning NONE = new Cleaning(List.of());

    /** What hurts no text of any language or kind: broken characters are mended and invisible ones removed. */
    public static final Cleaning LIGHT =
            new Cleaning(List.of(EncodingRepair.DEFAULT, new PlainCharacters(), new CanonicalForm()));

    /** What English prose from the web needs: everything but the language filter, which knows what is wanted. */
    public static final Cleaning WEB = new Cleaning(List.of(
            new MarkupRemoval(),
            EncodingRepair.DEFAULT,
            new PlainCharacters(),
            new CanonicalForm(),
            LengthLimits.DEFAULT,
            GopherRepetition.DEFAULT,
            GopherQuality.DEFAULT,
            C4Rules.DEFAULT,
            FineWebRules.DEFAULT,
            PersonalData.DEFAULT));

    public Cleaning {
        stages = List.copyOf(stages);
    }

    /** These stages and one more at the end. */
    public Cleaning then(Stage stage) {
        return new Cleaning(Stream.concat(stages.stream(), Stream.of(stage)).toList());
    }

    /** A funnel for these stages that has counted nothing. */
    public Funnel funnel() {
        return new Funnel(stages.stream().map(Stage::name).toList());
    }

    /**
     * The document after all stages, or nothing if one of them removed it.
     *
     * @param into where each stage's part is counted; made by {@link #funnel()}
     */
    public Optional<Document> clean(Document document, Funnel into) {
        if (stages.isEmpty()) {
            into.enter(Volume.of(document.text()));
            return Optional.of(document);
        }
        TextIndex text = new TextIndex(document.text());
        into.enter(Volume.of(text));
        for (int i = 0; i < stages.size(); i++) {
            Outcome outcome = stages.get(i).apply(text);
            if (outcome instanceof Outcome.Removed removed) {
                into.removed(i, document, text, removed);
                return Optional.empty();
            }
            Outcome.Kept kept = (Outcome.Kept) outcome;
            TextIndex after = kept.text().equals(text.text()) ? text : new TextIndex(kept.text());
            into.kept(i, document, text, after, kept.findings());
            text = after;
        }
        return Optional.of(
                text.text().equals(document.text())
                        ? document
                        : new Document(document.source(), document.section(), text.text()));
    }
}
