package dev.cloze.trainer.cli;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.build.BuiltCorpus;
import dev.cloze.corpora.build.CorpusBuild;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.build.FolderLock;
import dev.cloze.corpora.build.ShardBuilder;
import dev.cloze.corpora.build.ShardReport;
import dev.cloze.corpora.build.ShardSettings;
import dev.cloze.corpora.read.Unit;
import dev.cloze.corpora.split.HeldOutSplit;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.corpus.BuildRecipe;
import dev.cloze.trainer.corpus.ShardsRecipe;
import dev.cloze.trainer.observe.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze corpus build}. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        description = {
            "Makes clean documents of files of any kind: text, JSON, tables, HTML and more, packed or not, told by content.",
            "On a folder in which the same build was ended it goes on. The folder is then a corpus for every command."
        })
final class CorpusBuildCommand implements Callable<Integer> {
    /** What a shell says of a process that SIGTERM ended; the JVM ends with the signal's own code. */
    private static final int STOPPED = 143;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "A recipe file or the name of one in recipes/corpus/: light or web (default: light).")
    private String recipe = "light";

    @Option(
            names = "--corpus",
            arity = "1..*",
            paramLabel = "P",
            description = "Files, folders or patterns such as 'data/*.jsonl.zst' instead of the recipe's inputs.")
    private List<String> corpus = new ArrayList<>();

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "Where the text of a record is: a name, a path such as page.text or **.text, or a column.")
    private Optional<String> field = Optional.empty();

    @Option(
            names = "--tokenizer",
            paramLabel = "T",
            description =
                    "Makes token shards too, for runs with this tokenizer: a folder with tokenizer.json, or the file.")
    private Optional<Path> tokenizer = Optional.empty();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The corpus's folder.")
    private Path out;

    @Option(
            names = "--set",
            arity = "1..*",
            paramLabel = "K=V",
            description = "Changes a value of the recipe, as clean.length.leastWords=20.")
    private List<String> changes = new ArrayList<>();

    @Option(names = "--json", description = "Print the manifest as one JSON object; progress goes to stderr.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Console console = new Console(
                (json ? spec.commandLine().getErr() : spec.commandLine().getOut())::println);
        Map<String, String> values = new LinkedHashMap<>();
        if (!corpus.isEmpty()) {
            values.put("inputs", RecipeFiles.yaml(corpus));
        }
        field.ifPresent(name -> values.put("read.field", RecipeFiles.yaml(name)));
        tokenizer.ifPresent(path -> values.put("shards.tokenizer", RecipeFiles.yaml(path.toString())));
        values.putAll(RecipeFiles.values(changes));
        BuildRecipe chosen = BuildRecipe.load(RecipeFiles.ofProgram().find("corpus/" + recipe, recipe), values);
        try (StopSignal signal = StopSignal.listen()) {
            BuiltCorpus built = run(chosen, console, signal);
            if (json) {
                spec.commandLine().getOut().println(Json.of(built.manifest()));
            } else {
                CorpusTables.print(built.manifest(), console);
            }
            if (chosen.shards().isPresent()) {
                makeShards(chosen.shards().get(), console, signal);
            }
            return 0;
        } catch (CancellationException e) {
            console.line("build", "%s; the same command goes on from there", e.getMessage());
            return STOPPED;
        }
    }

    private void makeShards(ShardsRecipe wanted, Console console, StopSignal signal)
            throws IOException, InterruptedException {
        FolderLock lock = FolderLock.take(out, "build");
        try {
            makeShardsAlone(wanted, console, signal);
        } finally {
            lock.close();
        }
    }

    private void makeShardsAlone(ShardsRecipe wanted, Console console, StopSignal signal)
            throws IOException, InterruptedException {
        Path folder = BuiltCorpus.shards(out);
        Corpus corpus = CorpusInputs.open(List.of(out.toString()), Unit.FILES);
        ShardSettings settings = wanted.settings(Runtime.getRuntime().availableProcessors());
        try (Tokenizer shardTokenizer = Tokenizer.load(Path.of(wanted.tokenizer()))) {
            Fingerprint fingerprint = corpus.fingerprint(ShardBuilder.earlierFingerprint(folder));
            ShardBuilder builder = new ShardBuilder(corpus, fingerprint, shardTokenizer, settings, folder);
            Optional<ShardReport> earlier = builder.finished();
            if (earlier.isPresent()) {
                console.line(
                        "shards", "%s, from an earlier start", earlier.get().inWords());
                return;
            }
            Progress progress = progress(console, "shards", fingerprint.bytes(), signal);
            HeldOutSplit split =
                    HeldOutSplit.survey(corpus, settings.heldOutFraction(), settings.splitSeed(), progress);
            console.line("shards", "%s", builder.build(split, progress).inWords());
        }
    }

    private static Progress progress(Console console, String name, long bytes, StopSignal signal) {
        ProgressLines lines = new ProgressLines(console, name);
        return (documents, read) -> {
            if (signal.isAsked()) {
                throw new CancellationException("stopped after " + documents + " documents");
            }
            lines.at(read, bytes, String.format("%,d documents", documents));
        };
    }

    private BuiltCorpus run(BuildRecipe chosen, Console console, StopSignal signal)
            throws IOException, InterruptedException {
        CorpusBuild build = chosen.build(out, Runtime.getRuntime().availableProcessors());
        long bytes = build.inputBytes();
        console.line("build", "%s: %,.1f MB to %s", String.join(", ", chosen.inputs()), bytes / 1e6, out);
        return build.run(progress(console, "build", bytes, signal));
    }
}
