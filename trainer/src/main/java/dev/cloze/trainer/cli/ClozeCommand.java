package dev.cloze.trainer.cli;

import java.util.concurrent.Callable;

/**
 * A command of the program: a picocli command whose call returns the exit code. A {@code UsageException} that it
 * throws ends the program with 2, any other exception with 1.
 */
public interface ClozeCommand extends Callable<Integer> {}
