package dev.cloze.trainer.export;

import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.model.ModelPart;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Exports a model: checks what can be known before, writes beside the place, runs what was written, moves it there. */
public final class ModelExport {
    private static final String REPORT = "export.json";

    private ModelExport() {}

    /**
     * Exports.
     *
     * @throws UsageException if the target cannot take the model, or there is something in its place; nothing is written
     * @throws DataException if the model is damaged, or what was written does not compute what the model does; then nothing
     *     is left behind
     */
    public static ExportReport run(ExportSettings settings) throws IOException {
        requireEmpty(settings.out());
        ModelDirectory directory = ModelDirectory.open(settings.model());
        if (settings.use().equals(Optional.of(Use.FILL_MASK))
                && !directory.parts().contains(ModelPart.HEAD)) {
            throw new UsageException(
                    settings.model().toString(),
                    "a model with a head that guesses masked tokens, for --for fill-mask",
                    "an encoder without one");
        }
        try (Tokenizer tokenizer = directory.tokenizer()) {
            SourceModel model = SourceModel.read(directory);
            return run(settings, model, tokenizer, content(settings, model, tokenizer));
        }
    }

    /** With what the target gets given, so that a test can give something else. */
    static ExportReport run(ExportSettings settings, SourceModel model, Tokenizer tokenizer, Content content)
            throws IOException {
        Path out = settings.out().toAbsolutePath().normalize();
        Files.createDirectories(out.getParent());
        Path unfinished = out.resolveSibling("." + out.getFileName() + "." + UUID.randomUUID());
        try {
            content.write(unfinished);
            ExportReport report = checked(settings, model, tokenizer, content, unfinished);
            JsonFile.write(unfinished.resolve(REPORT), report);
            for (Path file : files(unfinished)) {
                force(file);
            }
            Files.deleteIfExists(out);
            Files.move(unfinished, out);
            return report;
        } catch (Throwable e) {
            delete(unfinished, e);
            throw e;
        }
    }

    static Content content(ExportSettings settings, SourceModel model, Tokenizer tokenizer) {
        int longest = model.encoder().maxPositions();
        TokenizerCopy copy = new TokenizerCopy(settings.model(), tokenizer, longest);
        return switch (settings.target()) {
            case HF -> new HuggingFaceFolder(model, settings.model(), copy, Optional.empty());
            case SENTENCE_TRANSFORMERS ->
                new HuggingFaceFolder(model, settings.model(), copy, Optional.of(settings.embedding()));
            case ONNX -> new OnnxFolder(new OnnxFile(model, settings.use()), copy);
            case TORCHSCRIPT -> new ModuleFolder(module(settings, model, result(settings, model)), copy, List.of());
            case DJL -> djl(settings, model, copy, longest);
            case OPENSEARCH ->
                new OpenSearchPackage(model, settings.model(), name(settings.model()), settings.embedding());
        };
    }

    private static Content djl(ExportSettings settings, SourceModel model, TokenizerCopy copy, int longest) {
        boolean masks = settings.use().equals(Optional.of(Use.FILL_MASK));
        return new ModuleFolder(
                module(settings, model, masks ? ModuleFile.Result.LOGITS : ModuleFile.Result.HIDDEN),
                copy,
                masks ? ModuleFolder.fillMask(longest) : ModuleFolder.embeddings(settings.embedding(), longest));
    }

    private static ModuleFile module(ExportSettings settings, SourceModel model, ModuleFile.Result result) {
        return new ModuleFile(model, result, settings.embedding());
    }

    private static ModuleFile.Result result(ExportSettings settings, SourceModel model) {
        if (settings.use().isPresent()) {
            return settings.use().get() == Use.FILL_MASK ? ModuleFile.Result.LOGITS : ModuleFile.Result.HIDDEN;
        }
        return model.logits_MV().isPresent() ? ModuleFile.Result.HIDDEN_AND_LOGITS : ModuleFile.Result.HIDDEN;
    }

    /** A model in a run's folder goes by the run's name. */
    private static String name(Path model) {
        Path path = model.toAbsolutePath().normalize();
        boolean inRun = path.endsWith("model") && path.getNameCount() > 1;
        return (inRun ? path.getParent() : path).getFileName().toString();
    }

    private static ExportReport checked(
            ExportSettings settings, SourceModel model, Tokenizer tokenizer, Content content, Path folder)
            throws IOException {
        List<Row> rows = ForwardPass.ofSentences(model, tokenizer);
        PaddedRows batch = new PaddedRows(rows, tokenizer.special().padding(), PaddedRows.Side.RIGHT);
        Map<String, Difference> differences = content.check(folder, batch);
        List<String> faults = differences.entrySet().stream()
                .filter(output -> !output.getValue().isRounding())
                .map(output -> output.getKey() + " " + output.getValue() + " above "
                        + output.getValue().limit())
                .toList();
        if (!faults.isEmpty()) {
            throw new DataException(
                    settings.out().toString(),
                    "an export that computes what the model computes",
                    "differences: " + String.join(", ", faults));
        }
        Map<String, ExportReport.Output> outputs = new LinkedHashMap<>();
        differences.forEach((name, difference) -> outputs.put(
                name, new ExportReport.Output(difference.largest(), difference.limit(), difference.numbers())));
        return new ExportReport(
                settings.target().toString(),
                settings.model().toString(),
                files(folder).stream()
                        .map(file -> folder.relativize(file).toString())
                        .toList(),
                content.checkedWith(),
                rows.size(),
                rows.stream().mapToInt(Row::tokens).sum(),
                differences.values().stream()
                        .mapToDouble(Difference::largest)
                        .max()
                        .orElseThrow(),
                outputs);
    }

    private static void requireEmpty(Path out) throws IOException {
        if (!Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(out.toString(), "a folder that is new or empty", "a file");
        }
        try (Stream<Path> files = Files.list(out)) {
            if (files.findAny().isPresent()) {
                throw new UsageException(out.toString(), "a folder that is new or empty", "one with files in it");
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder, Throwable fault) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            fault.addSuppressed(e);
        }
    }
}
