package dev.cloze.corpora.clean;

import java.util.List;

/** What became of a text in a stage: kept, perhaps changed, or removed. */
public sealed interface Outcome {
    /** What was changed, one finding per reason; in a removed text, what had been changed before the rule was broken. */
    List<Finding> findings();

    /**
     * The text stays in the corpus.
     *
     * @param text the text from now on, not blank; the same object if nothing was changed
     */
    record Kept(String text, List<Finding> findings) implements Outcome {}

    /** The text leaves the corpus. */
    record Removed(Removal removal, List<Finding> findings) implements Outcome {}
}
