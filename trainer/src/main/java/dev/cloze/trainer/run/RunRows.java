package dev.cloze.trainer.run;

import dev.cloze.corpora.Origin;
import dev.cloze.corpora.build.ShardBuilder;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.corpora.store.Origins;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.objective.TokenMasking;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.recipe.SourceRecipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import dev.cloze.trainer.schedule.Course;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the steps of a run learn from, asked afterwards or while it runs: rows are a function of the step, so nothing had to be
 * written down for it. For one thread.
 */
public final class RunRows implements Closeable {
    private final Path folder;
    private final Course course;
    private final Tokenizer tokenizer;
    private final List<Source> sources;
    private final TrainingRows rows;

    /** A source of the run's text, opened. */
    private record Source(SourceRecipe recipe, TokenShards shards, List<RowPacker> packers, Origins origins) {}

    private RunRows(Path folder, Recipe recipe, Course course, Tokenizer tokenizer, List<Source> sources) {
        this.folder = folder;
        this.course = course;
        this.tokenizer = tokenizer;
        this.sources = List.copyOf(sources);
        this.rows = new TrainingRows(
                IntStream.range(0, recipe.training().allPhases().size())
                        .mapToObj(phase -> sources.stream()
                                .map(source -> new TrainingRows.Source(
                                        source.packers().get(phase),
                                        source.recipe()
                                                .weight(source.packers()
                                                        .get(phase)
                                                        .rows())))
                                .toList())
                        .toList(),
                new TokenMasking(recipe.masking(), tokenizer),
                course,
                recipe.seed(),
                tokenizer.special().padding());
    }

    /**
     * Opens the rows of a run.
     *
     * @throws UsageException if the folder holds no run
     * @throws dev.cloze.tokenizer.DataException if its shards are missing or damaged
     */
    public static RunRows open(Path folder) throws IOException {
        Path file = RunFolder.recipe(folder);
        if (!Files.isRegularFile(file)) {
            throw new UsageException(folder.toString(), "the folder of a run, with recipe.yaml", "none there");
        }
        Recipe recipe = Recipe.load(file);
        Tokenizer tokenizer = Tokenizer.load(RunFolder.tokenizer(folder));
        List<Source> sources = new ArrayList<>();
        try {
            for (SourceRecipe source : recipe.corpus().sources()) {
                sources.add(open(source, RunFolder.shards(folder, source), recipe.training(), tokenizer));
            }
            Course course = CourseFile.open(RunFolder.course(folder)).course(recipe.training());
            return new RunRows(folder, recipe, course, tokenizer, sources);
        } catch (IOException | RuntimeException e) {
            close(tokenizer, sources);
            throw e;
        }
    }

    private static Source open(SourceRecipe source, Path folder, TrainingRecipe training, Tokenizer tokenizer)
            throws IOException {
        Path side = ShardBuilder.trainFolder(folder);
        TokenShards shards = TokenShards.open(side);
        shards.requireTokenizer(tokenizer.sha256());
        List<RowPacker> packers = new ArrayList<>();
        for (PhaseRecipe phase : training.allPhases()) {
            packers.add(training.packing().open(shards, phase.rowLength(), side));
        }
        return new Source(source, shards, packers, Origins.open(side));
    }

    /** The tokenizer of the run; closed with this. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * A row that a step learns from.
     *
     * @param sourceName the name of its source; absent if the run learns from one corpus
     * @param row its number among all rows of its source
     * @param epoch its source's, from 0
     * @param pieces the parts of documents that it is made of, in order
     * @param ids its tokens as the model sees them
     * @param asked for each place that is asked for, ascending, the token that stood there
     */
    public record StepRow(
            Optional<String> sourceName,
            long row,
            long epoch,
            List<Piece> pieces,
            List<Integer> ids,
            SortedMap<Integer, Integer> asked) {
        public StepRow {
            pieces = List.copyOf(pieces);
            ids = List.copyOf(ids);
            asked = Collections.unmodifiableSortedMap(new TreeMap<>(asked));
        }
    }

    /**
     * The part of a document that lies in a row.
     *
     * @param source the file or sample that the document comes from
     * @param section its place among the pieces of its source
     * @param from the place of its first token in the row
     * @param tokens how many of its tokens are in the row
     * @param skipped how many of its tokens come before, in other rows
     */
    public record Piece(String source, long section, int from, int tokens, long skipped) {}

    /**
     * The rows of a step, in the order of its batch.
     *
     * @param step as the log of the run counts: the first is 1
     * @throws UsageException if the run has no such step
     */
    public List<StepRow> step(long step) throws IOException {
        if (step < 1 || !course.isDecided(step - 1) || course.isOver(step - 1)) {
            throw new UsageException(folder + ": step", "1 to " + course.known(), "" + step);
        }
        int phase = course.at(step - 1).phase();
        List<StepRow> found = new ArrayList<>();
        for (TrainingRows.Row row : rows.rowsAt(step - 1)) {
            MaskedRow masked = row.masked();
            SortedMap<Integer, Integer> asked = new TreeMap<>();
            for (int i = 0; i < masked.places().length; i++) {
                asked.put(masked.places()[i], masked.labels()[i]);
            }
            List<Integer> ids = Arrays.stream(masked.ids()).boxed().toList();
            Source source = sources.get(row.source());
            found.add(new StepRow(
                    source.recipe().name(), row.index(), row.epoch(), pieces(source, phase, row.index()), ids, asked));
        }
        return found;
    }

    private static List<Piece> pieces(Source source, int phase, long row) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (RowPacker.Piece piece : source.packers().get(phase).pieces(row)) {
            long document = source.shards().documentAt(piece.position());
            long skipped = piece.position() - source.shards().documentStart(document);
            Origin origin = source.origins().of(document);
            pieces.add(new Piece(origin.source(), origin.section(), from, piece.length(), skipped));
            from += piece.length();
        }
        return pieces;
    }

    @Override
    public void close() throws IOException {
        close(tokenizer, sources);
    }

    private static void close(Tokenizer tokenizer, List<Source> sources) throws IOException {
        tokenizer.close();
        for (Source source : sources) {
            source.origins().close();
        }
    }
}
