package dev.cloze.trainer.cli;

import dev.cloze.corpora.build.BuiltCorpus;
import dev.cloze.corpora.build.CorpusManifest;
import dev.cloze.corpora.build.ShardBuilder;
import dev.cloze.corpora.shard.ShardManifest;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.corpora.store.DocumentStore;
import dev.cloze.corpora.store.Origins;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.observe.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze corpus verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Reads every byte of a built corpus, of a folder of shards or of a run's shards, and compares checksums.")
final class CorpusVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "A built corpus, a run, or a folder of shards.")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Console console = new Console(spec.commandLine().getOut()::println);
        boolean corpus = CorpusManifest.isPresent(folder);
        Path shards = Files.isDirectory(folder.resolve("shards")) ? folder.resolve("shards") : folder;
        boolean sides = ShardManifest.isPresent(ShardBuilder.trainFolder(shards));
        if (!corpus && !sides && !ShardManifest.isPresent(folder)) {
            throw new UsageException(
                    folder.toString(), "a built corpus, a run with shards, or a folder of shards", "none of them");
        }
        if (corpus) {
            try (DocumentStore store = BuiltCorpus.of(folder).store()) {
                store.verify();
                console.line("documents", "%,d intact", store.documents());
            }
        }
        if (sides) {
            verify(ShardBuilder.trainFolder(shards), console);
            verify(ShardBuilder.heldOutFolder(shards), console);
        } else if (!corpus) {
            verify(folder, console);
        }
        return 0;
    }

    private static void verify(Path side, Console console) throws IOException {
        TokenShards shards = TokenShards.open(side);
        shards.verify();
        try (Origins origins = Origins.open(side)) {
            origins.verify();
        }
        console.line(
                String.valueOf(side.getFileName()),
                "%,d tokens of %,d documents intact",
                shards.tokens(),
                shards.documents());
    }
}
