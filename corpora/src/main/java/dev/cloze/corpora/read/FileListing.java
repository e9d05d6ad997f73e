package dev.cloze.corpora.read;

import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files that a list of paths stands for. A file named by the user is taken whatever it is called; in a folder only
 * visible files with a known extension are, in the order of their names. Everything else is counted.
 *
 * @param files the files in reading order
 * @param passedOver entries of folders that were left out; a folder left out counts once
 */
record FileListing(List<Path> files, long passedOver) {
    private static final List<String> EXTENSIONS = List.of(".txt", ".text", ".md");
    private static final String GZIP_EXTENSION = ".gz";

    FileListing {
        files = List.copyOf(files);
    }

    /** Lists what the paths hold now. */
    static FileListing of(List<Path> paths) throws IOException {
        Walk walk = new Walk();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                walk.enter(path);
            } else if (Files.isRegularFile(path)) {
                walk.files.add(path);
            } else if (Files.exists(path)) {
                throw new UsageException(path.toString(), "a file or a folder", "a pipe, socket or device");
            } else {
                throw new UsageException(path.toString(), "a file or a folder", "a path at which there is nothing");
            }
        }
        return new FileListing(walk.files, walk.passedOver);
    }

    private static boolean hasKnownExtension(Path file) {
        String name = nameOf(file).toLowerCase(Locale.ROOT);
        String unpacked =
                name.endsWith(GZIP_EXTENSION) ? name.substring(0, name.length() - GZIP_EXTENSION.length()) : name;
        return EXTENSIONS.stream().anyMatch(unpacked::endsWith);
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static final class Walk {
        private final List<Path> files = new ArrayList<>();
        private final Deque<Path> openFolders = new ArrayDeque<>();
        private long passedOver;

        /** Adds what a folder holds; links are followed, except back into a folder that is being walked. */
        void enter(Path folder) throws IOException {
            Path real = folder.toRealPath();
            if (openFolders.contains(real)) {
                passedOver++;
                return;
            }
            openFolders.push(real);
            // By name and not by path: the order must not depend on the separator of the system.
            for (Path entry : sortedEntries(folder)) {
                if (nameOf(entry).startsWith(".")) {
                    passedOver++;
                } else if (Files.isDirectory(entry)) {
                    enter(entry);
                } else if (Files.isRegularFile(entry) && hasKnownExtension(entry)) {
                    files.add(entry);
                } else {
                    passedOver++;
                }
            }
            openFolders.pop();
        }

        private static List<Path> sortedEntries(Path folder) throws IOException {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.sorted(Comparator.comparing(FileListing::nameOf)).toList();
            }
        }
    }
}
