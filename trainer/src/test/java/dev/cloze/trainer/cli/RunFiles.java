package dev.cloze.trainer.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A run's folder as its reader sees it, at any moment of the run. */
record RunFiles(Path folder) {

    byte[] weights() throws IOException {
        return Files.readAllBytes(folder.resolve("model/model.safetensors"));
    }

    /** The whole lines of metrics without the speeds, which no two runs share. */
    List<JsonObject> metrics() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        List<JsonObject> lines = new ArrayList<>();
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            object.remove("tokensPerSecond");
            object.remove("modelFlopsUtilization");
            object.remove("dataWaitShare");
            object.remove("residentMiB");
            object.remove("paddingShare"); // of the steps since the last line or start, as the speeds are
            lines.add(object);
        });
        return lines;
    }

    /** The last step that the metrics tell; 0 before the first. */
    long lastLogged() throws IOException {
        return metrics().stream()
                .mapToLong(line -> line.get("step").getAsLong())
                .max()
                .orElse(0);
    }

    /** The step of the newest checkpoint; 0 if there is none. */
    long newestCheckpoint() throws IOException {
        return checkpoints().stream()
                .filter(name -> name.startsWith("step-"))
                .mapToLong(name -> Long.parseLong(name.substring("step-".length())))
                .max()
                .orElse(0);
    }

    /** The names in the folder of the checkpoints. */
    List<String> checkpoints() throws IOException {
        return names(folder.resolve("checkpoints"));
    }

    /** Whether a checkpoint has been begun since then and not been finished. */
    boolean isInACheckpoint(Instant since) throws IOException {
        for (String name : checkpoints()) {
            Path place = folder.resolve("checkpoints").resolve(name);
            if (name.startsWith(".") && isYounger(place, since)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isYounger(Path place, Instant since) throws IOException {
        try {
            return Files.getLastModifiedTime(place).toInstant().isAfter(since);
        } catch (NoSuchFileException e) {
            return false; // finished meanwhile
        }
    }

    /** The names in the run's folder. */
    List<String> names() throws IOException {
        return names(folder);
    }

    private static List<String> names(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
