package dev.cloze.benchmarks.corpora;

import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.build.BuiltCorpus;
import dev.cloze.corpora.build.CorpusBuild;
import dev.cloze.corpora.read.CorpusReader;
import dev.cloze.corpora.read.ReadSettings;
import dev.cloze.tokenizer.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A build by Cloze, in a new folder each time. */
final class ClozeBuild implements Subject {
    private final Path folder;
    private final Path file;
    private final Task task;
    private final int threads;
    private final long documents;
    private long kept;

    private ClozeBuild(Path folder, Task task, int threads, long documents) {
        this.folder = folder;
        this.file = folder.resolve("text.jsonl");
        this.task = task;
        this.threads = threads;
        this.documents = documents;
    }

    static ClozeBuild open(Task task, long bytes, int threads) throws IOException {
        Path folder = Files.createTempDirectory("cloze-bench-");
        long documents = WebText.write(folder.resolve("text.jsonl"), bytes, task.length());
        return new ClozeBuild(folder, task, threads, documents);
    }

    @Override
    public double call() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        FolderTree.delete(out);
        CorpusReader reader = CorpusReader.open(List.of(file.toString()), ReadSettings.DEFAULT);
        BuiltCorpus built =
                new CorpusBuild(List.of(file.toString()), reader, task.settings(threads), out).run(Progress.UNHEARD);
        kept = built.manifest().documents() - built.manifest().duplicates().removed();
        return 0;
    }

    @Override
    public Optional<String> remark() {
        return Optional.of(String.format("%,d of %,d documents kept", kept, documents));
    }

    @Override
    public void close() throws IOException {
        FolderTree.delete(folder);
    }
}
