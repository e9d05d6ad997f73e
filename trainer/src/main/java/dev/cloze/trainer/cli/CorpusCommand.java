package dev.cloze.trainer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cloze corpus}: the commands of text and shards. */
@Command(
        name = "corpus",
        mixinStandardHelpOptions = true,
        subcommands = {
            CorpusBuildCommand.class,
            CorpusReportCommand.class,
            CorpusVerifyCommand.class,
            CorpusWhereCommand.class,
            CorpusPeekCommand.class,
            CorpusCatCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes shards of text and shows what is in them.")
public final class CorpusCommand implements ClozeCommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw Subcommands.missing(spec);
    }
}
