package dev.cloze.trainer.corpus;

import dev.cloze.core.config.InvalidConfigException;
import dev.cloze.core.config.RecordTree;
import dev.cloze.corpora.build.CorpusBuild;
import dev.cloze.corpora.read.CorpusReader;
import dev.cloze.corpora.sample.SampleCorpus;
import dev.cloze.corpora.sample.SampleFile;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The recipe of a corpus: all that decides its documents.
 *
 * @param inputs files, folders, patterns and samples
 * @param read how they become documents
 * @param clean the stages of cleaning
 * @param dedup what is removed because it is there already, if anything
 * @param shards the shards that are made of it, if any
 */
public record BuildRecipe(
        List<String> inputs,
        ReadingRecipe read,
        CleaningRecipe clean,
        Optional<DedupRecipe> dedup,
        Optional<ShardsRecipe> shards) {
    public BuildRecipe {
        inputs = List.copyOf(inputs);
        Objects.requireNonNull(read, "read");
        Objects.requireNonNull(clean, "clean");
        Objects.requireNonNull(dedup, "dedup");
        Objects.requireNonNull(shards, "shards");
    }

    /**
     * Reads a recipe and changes values of it.
     *
     * @param changes values by their path, as {@code read.field}; the values are YAML
     * @throws UsageException if the file is not there or not a recipe, or refuses a value
     */
    public static BuildRecipe load(Path file, Map<String, String> changes) throws IOException {
        Map<String, Object> tree = RecipeFile.tree(file);
        changes.forEach((key, value) -> RecipeFile.change(tree, key, value));
        try {
            return RecordTree.read(BuildRecipe.class, tree);
        } catch (InvalidConfigException e) {
            throw new UsageException("recipe." + e.field(), e.expected(), e.got());
        }
    }

    /** The build of this recipe in a folder, on so many threads. */
    public CorpusBuild build(Path folder, int threads) throws IOException {
        if (inputs.isEmpty()) {
            throw new UsageException("corpus", "one or more files, folders, patterns or samples", "none");
        }
        List<String> files = new ArrayList<>();
        for (String input : inputs) {
            files.add(
                    SampleCorpus.isAddress(input)
                            ? SampleFile.write(input, sampleField(), folder.resolve("samples"))
                                    .toString()
                            : input);
        }
        CorpusReader reader = CorpusReader.open(files, read.settings());
        return new CorpusBuild(inputs, reader, settings(threads), folder);
    }

    /** A name under which the reader finds the text of a sample. */
    private String sampleField() {
        String field = read.field().orElse("text");
        if (!field.matches("(\\*\\*\\.)?[^.*]+")) {
            throw new UsageException("recipe.read.field", "one name, or **.name, beside a sample as input", field);
        }
        return field.replace("**.", "");
    }

    private CorpusBuild.Settings settings(int threads) throws IOException {
        if (dedup.isEmpty()) {
            return CorpusBuild.Settings.cleaned(clean.cleaning(), CorpusBuild.BYTES_PER_PART, threads);
        }
        DedupRecipe repeats = dedup.get();
        return new CorpusBuild.Settings(
                clean.cleaning(),
                Optional.of(repeats.rules()),
                repeats.heldOutSets(),
                repeats.leaks(),
                repeats.memoryBytes(),
                CorpusBuild.BYTES_PER_PART,
                threads);
    }
}
