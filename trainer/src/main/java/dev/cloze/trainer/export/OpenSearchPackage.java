package dev.cloze.trainer.export;

import dev.cloze.core.model.HuggingFaceFamily;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** What OpenSearch's ml-commons takes: a zip of a TorchScript file and a tokenizer, and the JSON that registers it. */
final class OpenSearchPackage implements Content {
    private static final String ZIP = "model.zip";
    private static final String JSON = "model.json";

    private final SourceModel model;
    private final Path source;
    private final String name;
    private final Embedding embedding;
    private final ModuleFile file;

    OpenSearchPackage(SourceModel model, Path source, String name, Embedding embedding) {
        this.model = model;
        this.source = source;
        this.name = name;
        this.embedding = embedding;
        file = new ModuleFile(model, ModuleFile.Result.TEXTS, embedding);
    }

    @Override
    public void write(Path folder) throws IOException {
        Files.createDirectory(folder);
        Path module = folder.resolve(ModuleFile.NAME);
        file.write(module);
        Path zip = folder.resolve(ZIP);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(zip));
                ZipOutputStream entries = new ZipOutputStream(out)) {
            put(entries, module);
            put(entries, source.resolve(TokenizerCopy.JSON));
        }
        Files.delete(module);
        TokenizerCopy.json(folder.resolve(JSON), registration(zip));
    }

    private static void put(ZipOutputStream zip, Path file) throws IOException {
        ZipEntry entry = new ZipEntry(file.getFileName().toString());
        entry.setTime(0);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
    }

    private Map<String, Object> registration(Path zip) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", HuggingFaceFamily.of(model.encoder()).modelType());
        config.put("embedding_dimension", model.encoder().width());
        config.put("framework_type", "sentence_transformers");
        config.put("pooling_mode", embedding.pooling().toString().toUpperCase(Locale.ROOT));
        config.put("normalize_result", embedding.normalized());
        config.put("all_config", Files.readString(source.resolve("config.json")));
        Map<String, Object> registration = new LinkedHashMap<>();
        registration.put("name", name);
        registration.put("version", "1.0.0");
        registration.put("function_name", "TEXT_EMBEDDING");
        registration.put("model_format", "TORCH_SCRIPT");
        registration.put("model_content_size_in_bytes", Files.size(zip));
        registration.put("model_content_hash_value", sha256(zip));
        registration.put("model_config", config);
        return registration;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Runs the file of the zip, which is put beside it for the time. */
    @Override
    public Map<String, Difference> check(Path folder, PaddedRows batch) throws IOException {
        Path module = folder.resolve(ModuleFile.NAME);
        try (ZipFile zip = new ZipFile(folder.resolve(ZIP).toFile());
                InputStream in = zip.getInputStream(zip.getEntry(ModuleFile.NAME))) {
            Files.copy(in, module);
            return file.check(module, batch);
        } finally {
            Files.deleteIfExists(module);
        }
    }

    @Override
    public String checkedWith() {
        return "PyTorch";
    }
}
