package dev.cloze.corpora.read;

import java.util.Optional;

/**
 * Where a stream of records comes from and how it is to be read.
 *
 * @param source the file, behind {@code !} the entry
 * @param charset the charset that is known of the stream, if it is
 * @param tally where to count what is left out
 */
record Origin(String source, Optional<String> charset, ReadSettings settings, ReadTally tally) {}
