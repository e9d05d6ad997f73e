package dev.cloze.trainer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cloze tokenizer}: the commands of vocabularies. */
@Command(
        name = "tokenizer",
        mixinStandardHelpOptions = true,
        subcommands = {
            TokenizerTrainCommand.class,
            TokenizerEncodeCommand.class,
            TokenizerDecodeCommand.class,
            TokenizerInspectCommand.class,
            TokenizerCompareCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = "Trains vocabularies and shows what they do.")
public final class TokenizerCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw Subcommands.missing(spec);
    }
}
