/**
 * The command line: one class for each command, found by {@link dev.cloze.trainer.cli.Main} through {@link
 * java.util.ServiceLoader}, so that a module above can add its own.
 */
@Internal
package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.Internal;
