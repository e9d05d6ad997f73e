package dev.cloze.core.model;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes a folder beside its place and moves it there, so that it is either whole or absent. */
final class WholeFolder {
    private WholeFolder() {}

    /** Puts files, forced to the disk, into a folder. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path unfinished) throws IOException;
    }

    /**
     * Writes a folder.
     *
     * @param folder must not exist; the folder around it must
     * @throws FileAlreadyExistsException if the folder exists
     */
    static void write(Path folder, Content content) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        // Not Files.createTempDirectory, whose folders only their owner can read: the model is for others too.
        Path unfinished = folder.resolveSibling("." + folder.getFileName() + "." + UUID.randomUUID());
        Files.createDirectory(unfinished);
        try {
            content.writeTo(unfinished);
            Files.move(unfinished, folder);
        } catch (Throwable e) {
            delete(unfinished, e);
            throw e;
        }
    }

    private static void delete(Path folder, Throwable fault) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            fault.addSuppressed(e);
        }
    }
}
