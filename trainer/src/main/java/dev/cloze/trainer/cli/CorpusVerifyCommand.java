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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        List<Path> built = built(shards);
        if (!corpus && built.isEmpty() && !ShardManifest.isPresent(folder)) {
            throw new UsageException(
                    folder.toString(), "a built corpus, a run with shards, or a folder of shards", "none of them");
        }
        if (corpus) {
            try (DocumentStore store = BuiltCorpus.of(folder).store()) {
                store.verify();
                console.line("documents", "%,d intact", store.documents());
            }
        }
        for (Path each : built) {
            if (!each.equals(shards)) {
                console.line("source", "%s", each.getFileName());
            }
            verify(ShardBuilder.trainFolder(each), console);
            verify(ShardBuilder.heldOutFolder(each), console);
        }
        if (built.isEmpty() && !corpus) {
            verify(folder, console);
        }
        return 0;
    }

    /** The folder if it has shards to train on and held-out ones; else those in it that have, as a mixture's sources do. */
    private static List<Path> built(Path shards) throws IOException {
        if (!Files.isDirectory(shards)) {
            return List.of();
        }
        if (ShardManifest.isPresent(ShardBuilder.trainFolder(shards))) {
            return List.of(shards);
        }
        try (Stream<Path> folders = Files.list(shards)) {
            return folders.filter(each -> ShardManifest.isPresent(ShardBuilder.trainFolder(each)))
                    .sorted()
                    .toList();
        }
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
