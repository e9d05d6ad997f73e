package dev.cloze.corpora.read;

import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files that a list of paths, folders and globs stands for: of a folder every visible file, in the order of names,
 * whatever it is called. Links are followed, but not into a folder that is being walked; nothing but regular files is
 * ever opened.
 *
 * @param files the files in reading order
 * @param findings what was left out or could not be listed
 */
record InputListing(List<Path> files, List<ReadFinding> findings) {
    private static final String GLOB_CHARACTERS = "*?[{";

    InputListing {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
    }

    /**
     * Lists what the inputs hold now.
     *
     * @throws UsageException if there is nothing at a path, or nothing that a glob matches
     */
    static InputListing of(List<String> inputs) throws IOException {
        Walk walk = new Walk();
        for (String input : inputs) {
            Path path = path(input);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                walk.named(path);
            } else if (isGlob(input)) {
                walk.glob(input);
            } else {
                throw new UsageException(input, "a file, a folder or a pattern", "a path at which there is nothing");
            }
        }
        return new InputListing(walk.files, walk.findings);
    }

    private static Path path(String input) {
        try {
            return Path.of(input);
        } catch (InvalidPathException e) {
            throw new UsageException(input, "a path", String.valueOf(e.getReason()));
        }
    }

    private static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0);
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    private static final class Walk {
        private final List<Path> files = new ArrayList<>();
        private final List<ReadFinding> findings = new ArrayList<>();
        private final Deque<Path> openFolders = new ArrayDeque<>();

        /** Adds what the user has named: a pipe is a mistake here, and not something to pass over. */
        void named(Path path) throws IOException {
            if (Files.isDirectory(path)) {
                enter(path, new All());
            } else if (Files.isRegularFile(path)) {
                files.add(path);
            } else {
                throw new UsageException(
                        path.toString(), "a file or a folder", "a pipe, a device or a link to nothing");
            }
        }

        /** Adds the files that a pattern matches, below the folder before its first special character. */
        void glob(String pattern) throws IOException {
            Path root = Path.of("");
            Path whole = Path.of(pattern);
            if (whole.isAbsolute()) {
                root = whole.getRoot();
            }
            int plain = 0;
            while (plain < whole.getNameCount() && !isGlob(whole.getName(plain).toString())) {
                root = root.resolve(whole.getName(plain));
                plain++;
            }
            int before = files.size();
            PathMatcher matcher = FileSystems.getDefault()
                    .getPathMatcher(
                            "glob:" + whole.subpath(plain, whole.getNameCount()).toString());
            if (Files.isDirectory(root)) {
                enter(root, new Matching(root, matcher, whole.subpath(plain, whole.getNameCount())));
            }
            if (files.size() == before) {
                throw new UsageException(pattern, "a pattern that matches a file", "none");
            }
        }

        private void enter(Path folder, Choice choice) throws IOException {
            Path real = folder.toRealPath();
            if (openFolders.contains(real)) {
                find(ReadReason.NOT_A_FILE, folder, "a file or a folder", "a link into its own folder");
                return;
            }
            openFolders.push(real);
            for (Path entry : sortedEntries(folder)) {
                visit(entry, choice);
            }
            openFolders.pop();
        }

        private void visit(Path entry, Choice choice) throws IOException {
            if (Files.isDirectory(entry)) {
                if (nameOf(entry).startsWith(".")) {
                    find(ReadReason.HIDDEN, entry, "a visible folder", "a hidden one");
                } else if (choice.takes(entry)) {
                    enter(entry, new All());
                } else if (choice.enters(entry)) {
                    enter(entry, choice);
                }
            } else if (choice.takes(entry)) {
                if (nameOf(entry).startsWith(".")) {
                    find(ReadReason.HIDDEN, entry, "a visible file", "a hidden one");
                } else if (Files.isRegularFile(entry)) {
                    files.add(entry);
                } else {
                    find(ReadReason.NOT_A_FILE, entry, "a file", "a pipe, a device or a link to nothing");
                }
            }
        }

        private List<Path> sortedEntries(Path folder) {
            // By name and not by path: the order must not depend on the separator of the system.
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.sorted(Comparator.comparing(InputListing::nameOf))
                        .toList();
            } catch (IOException | UncheckedIOException e) {
                find(ReadReason.UNREADABLE, folder, "a folder that can be listed", e.toString());
                return List.of();
            }
        }

        private void find(ReadReason reason, Path path, String expected, String got) {
            findings.add(new ReadFinding(reason, Sources.shown(path.toString()), expected, got));
        }
    }

    /** What of a folder is meant. */
    private sealed interface Choice {
        boolean takes(Path entry);

        boolean enters(Path folder);
    }

    private record All() implements Choice {
        @Override
        public boolean takes(Path entry) {
            return true;
        }

        @Override
        public boolean enters(Path folder) {
            return true;
        }
    }

    /** The entries whose path below a folder matches a pattern; folders are entered as deep as the pattern goes. */
    private record Matching(Path root, PathMatcher matcher, Path pattern) implements Choice {
        @Override
        public boolean takes(Path entry) {
            return matcher.matches(root.relativize(entry));
        }

        @Override
        public boolean enters(Path folder) {
            return pattern.toString().contains("**") || root.relativize(folder).getNameCount() < pattern.getNameCount();
        }
    }
}
