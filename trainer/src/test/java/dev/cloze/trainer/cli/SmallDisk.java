package dev.cloze.trainer.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own in memory, which a file of ballast can fill. Needs Linux and root; else the test is skipped. */
final class SmallDisk implements AutoCloseable {
    private final Path place;
    private final Path ballast;

    private SmallDisk(Path place) {
        this.place = place;
        ballast = place.resolve("ballast");
    }

    /** Mounts it over an empty folder. */
    static SmallDisk mount(Path folder, int mebibytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> command =
                List.of("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString());
        assumeTrue(succeeds(command), "mounting a small disk needs Linux and root");
        return new SmallDisk(folder);
    }

    Path place() {
        return place;
    }

    /** Leaves room for so many bytes, rounded up to pages. */
    void leave(long bytes) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (Files.getFileStore(place).getUsableSpace() > bytes) {
                out.write(page);
            }
        }
    }

    /** Bytes in use, ballast apart. */
    long used() throws IOException {
        long total = Files.getFileStore(place).getTotalSpace();
        return total - Files.getFileStore(place).getUsableSpace();
    }

    void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    /** Lets nobody write, or everybody again; even root. */
    void readOnly(boolean on) throws IOException, InterruptedException {
        List<String> command = List.of("mount", "-o", on ? "remount,ro" : "remount,rw", place.toString());
        assumeTrue(succeeds(command), "mounting a small disk needs Linux and root");
    }

    @Override
    public void close() throws IOException {
        try {
            succeeds(List.of("umount", "-l", place.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }
}
