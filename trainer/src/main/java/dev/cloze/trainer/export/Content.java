package dev.cloze.trainer.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What a target's folder holds. Whatever the target cannot take is refused when one is made. */
interface Content {
    /**
     * Writes all files.
     *
     * @param folder does not exist
     */
    void write(Path folder) throws IOException;

    /** Runs what was written; for each output how far it is from the rows' own numbers. */
    Map<String, Difference> check(Path folder, PaddedRows batch) throws IOException;

    /** What runs it in the check. */
    String checkedWith();
}
