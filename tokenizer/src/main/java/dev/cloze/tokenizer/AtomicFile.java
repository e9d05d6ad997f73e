package dev.cloze.tokenizer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writing of a file that is whole or not there: beside its place, forced to disk, then moved over what was there. */
@Internal
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the bytes; readers see the old file or the new one. */
    public static void write(Path target, byte[] bytes) throws IOException {
        Path part = part(target);
        try {
            Files.write(part, bytes);
            finish(part, target);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw named(target, e);
        }
    }

    /** Where a file is written before it is finished; what a killed process left there is overwritten. */
    public static Path part(Path target) {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    /** Forces a written file to the disk and moves it to its place. */
    public static void finish(Path part, Path target) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw named(target, e);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The fault of a write with the name of its file, which Java's channels leave out ("No space left on device"). */
    public static IOException named(Path file, IOException fault) {
        if (fault instanceof FileSystemException) {
            return fault;
        }
        FileSystemException named = new FileSystemException(file.toString(), null, fault.getMessage());
        named.initCause(fault);
        return named;
    }
}
