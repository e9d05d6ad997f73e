package dev.cloze.trainer.run;

import dev.cloze.core.graph.Precision;
import dev.cloze.corpora.build.FolderLock;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.recipe.AttentionChoice;
import dev.cloze.trainer.recipe.PrecisionChoice;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.recipe.SourceRecipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import dev.cloze.trainer.schedule.Course.Leg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The places in a run's folder, its lock, and which stages are finished for which inputs. */
final class RunFolder implements AutoCloseable {
    static final String FILLINGS = "fillings.jsonl";
    static final String STARTS = "starts.jsonl";

    private static final String CORPUS = "corpus";

    private final Path folder;
    private final FolderLock lock;

    private RunFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Makes the folder if it is missing and takes its lock; a second run on it is refused. */
    static RunFolder open(Path folder) throws IOException {
        return new RunFolder(folder, FolderLock.take(folder, "run"));
    }

    Path path() {
        return folder;
    }

    Path tokenizer() {
        return tokenizer(folder);
    }

    Path shards(SourceRecipe source) {
        return shards(folder, source);
    }

    Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    Path model() {
        return folder.resolve("model");
    }

    Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    Path fillings() {
        return folder.resolve(FILLINGS);
    }

    Path starts() {
        return folder.resolve(STARTS);
    }

    Path course() {
        return course(folder);
    }

    /** Where the model of the best evaluation is, in a folder named after its step. */
    Path best() {
        return folder.resolve("best");
    }

    /**
     * On a folder that holds a run the recipe must be that run's.
     *
     * @throws UsageException with the differences
     */
    void requireRecipe(Recipe recipe) throws IOException {
        Optional<Recipe> ofRun = recipeOfRun();
        if (ofRun.isPresent()) {
            List<String> differences = ofRun.get().differences(recipe);
            if (!differences.isEmpty()) {
                throw another("recipe", " (" + String.join(", ", differences) + ")");
            }
        }
    }

    /** A recipe that leaves the kernel of attention or the precision open gets those that the run in the folder began with. */
    Recipe withChoicesOfRun(Recipe recipe) throws IOException {
        Optional<Recipe> ofRun = recipeOfRun();
        if (ofRun.isEmpty()) {
            return recipe;
        }
        TrainingRecipe pinned = ofRun.get().training();
        Recipe known = recipe;
        if (recipe.training().attention() == AttentionChoice.AUTO) {
            known = known.with(pinned.kernel());
        }
        Optional<Precision> ofTheRun = pinned.precision().flatMap(PrecisionChoice::precision);
        if (recipe.training().precisionChoice() == PrecisionChoice.AUTO && ofTheRun.isPresent()) {
            known = known.with(ofTheRun.get());
        }
        return known;
    }

    /**
     * Makes the decisions of another run this one's.
     *
     * @throws UsageException if it has made others of its own
     */
    void keepCourse(List<Leg> legs) throws IOException {
        CourseFile own = CourseFile.open(course());
        if (own.legs().isEmpty() && !isClaimed()) {
            own.add(legs);
        } else if (!own.legs().equals(legs)) {
            throw another("course", "");
        }
    }

    /** The recipe of the run that the folder holds. */
    Optional<Recipe> recipeOfRun() throws IOException {
        return isClaimed() ? Optional.of(Recipe.load(recipe())) : Optional.empty();
    }

    /**
     * On a folder that holds a run the corpus must still be that run's, or its shards and model would be lost.
     *
     * @throws UsageException if it has changed
     */
    void requireCorpus(String sha256) throws IOException {
        if (isClaimed() && !isFinished(CORPUS, sha256)) {
            throw another("corpus", ", its files have changed");
        }
    }

    /**
     * A held-out set must still be what it was at the last start, or its scores would be of two texts.
     *
     * @throws UsageException if it has changed
     */
    void requireHeldOutSet(String name, String sha256) throws IOException {
        String stage = "held-out set " + name;
        String earlier = finished().get(stage);
        if (earlier != null && !earlier.equals(sha256)) {
            throw another(stage, ", its files have changed");
        }
        finish(stage, sha256);
    }

    /** Makes this the folder of a run; until then, a start that failed leaves it to a start with other inputs. */
    void claim(Recipe recipe, String corpusSha256) throws IOException {
        if (!isClaimed()) {
            finish(CORPUS, corpusSha256);
            AtomicFile.write(recipe(), recipe.toYaml().getBytes(StandardCharsets.UTF_8));
        }
    }

    private UsageException another(String what, String how) {
        return new UsageException(
                folder.toString(),
                "the " + what + " of the run in this folder",
                "another one" + how + "; choose another folder with --out");
    }

    private boolean isClaimed() {
        return Files.exists(recipe());
    }

    private Path recipe() {
        return recipe(folder);
    }

    /** Where the recipe of a run is. */
    static Path recipe(Path folder) {
        return folder.resolve("recipe.yaml");
    }

    /** Where the shards of a source are: those of a mixture have a folder each. */
    static Path shards(Path folder, SourceRecipe source) {
        Path shards = folder.resolve("shards");
        return source.name().map(shards::resolve).orElse(shards);
    }

    /** Where the decided legs of a run's course are. */
    static Path course(Path folder) {
        return folder.resolve("course.jsonl");
    }

    /** Where the tokenizer of a run is. */
    static Path tokenizer(Path folder) {
        return folder.resolve("tokenizer");
    }

    /** Whether a stage has been finished with inputs of this hash. */
    boolean isFinished(String stage, String inputs) throws IOException {
        return inputs.equals(finished().get(stage));
    }

    /** Notes that a stage is finished with inputs of this hash. */
    void finish(String stage, String inputs) throws IOException {
        Map<String, String> finished = finished();
        finished.put(stage, inputs);
        JsonFile.write(folder.resolve("stages.json"), new Stages(finished));
    }

    Optional<RunResult> result() throws IOException {
        Path file = folder.resolve("result.json");
        return Files.exists(file) ? Optional.of(JsonFile.read(file, RunResult.class)) : Optional.empty();
    }

    void keepResult(RunResult result) throws IOException {
        JsonFile.write(folder.resolve("result.json"), result);
    }

    /** Deletes the model, and what a start that was killed while it wrote one has left beside it. */
    void clearModel() throws IOException {
        FolderTree.delete(model());
        try (Stream<Path> places = Files.list(folder)) {
            String unfinished = "." + model().getFileName() + ".";
            for (Path place : places.filter(one -> one.getFileName().toString().startsWith(unfinished))
                    .toList()) {
                FolderTree.delete(place);
            }
        }
    }

    /** One hash of several texts. */
    static String hash(Object... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Object part : parts) {
                digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The hash of the inputs of each finished stage. */
    record Stages(Map<String, String> inputs) {
        Stages {
            Objects.requireNonNull(inputs, "inputs");
        }
    }

    private Map<String, String> finished() throws IOException {
        Path file = folder.resolve("stages.json");
        return Files.exists(file)
                ? new TreeMap<>(JsonFile.read(file, Stages.class).inputs())
                : new TreeMap<>();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
