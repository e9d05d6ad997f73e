package dev.cloze.trainer.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The mistake of naming a group of commands and none of them. */
final class Subcommands {
    private Subcommands() {}

    static ParameterException missing(CommandSpec spec) {
        return new ParameterException(
                spec.commandLine(),
                "command: expected one of "
                        + String.join(", ", spec.subcommands().keySet()) + ", got none");
    }
}
