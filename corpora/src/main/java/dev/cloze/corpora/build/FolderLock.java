package dev.cloze.corpora.build;

import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a folder for one writer, among all processes of the machine. A process that dies lets go of it. */
public final class FolderLock implements AutoCloseable {
    private static final String FILE = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a folder, which is made if it is missing.
     *
     * @param purpose what writes there, for the message, as {@code run}
     * @throws UsageException if another one has it, or if there is a file in the folder's place
     */
    public static FolderLock take(Path folder, String purpose) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException(folder.toString(), "a folder for the " + purpose, "a file");
        }
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock;
        try {
            lock = Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            lock = Optional.empty(); // this very process has it
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (lock.isEmpty()) {
            channel.close();
            throw new UsageException(
                    folder.toString(), "a folder that no other " + purpose + " uses", "one that is in use");
        }
        return new FolderLock(channel);
    }

    /** Lets go of the folder; the file stays, as another writer may be about to open it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
