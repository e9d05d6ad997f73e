package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.DataException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Words on disk in the order of {@link String#compareTo}: for each the length of its UTF-8, these bytes, and its count;
 * then a length of -1, so that a run that was cut off is noticed. A file of one process, which no other one reads.
 */
final class WordRun {
    private static final int END = -1;
    private static final int BUFFER_BYTES = 1 << 16;

    private WordRun() {}

    /** Writes a run. Closing it ends it. */
    static final class Writer implements AutoCloseable {
        private final Path file;
        private final DataOutputStream out;

        Writer(Path file) throws IOException {
            this.file = file;
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
        }

        /** Adds a word. Throws unchecked, since visitors may throw nothing else. */
        void write(String word, long count) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            try {
                out.writeInt(bytes.length);
                out.write(bytes);
                out.writeLong(count);
            } catch (IOException e) {
                throw new UncheckedIOException(AtomicFile.named(file, e));
            }
        }

        @Override
        public void close() throws IOException {
            try (out) {
                out.writeInt(END);
            } catch (IOException e) {
                throw AtomicFile.named(file, e);
            }
        }
    }

    /** Reads a run: it stands on one word. */
    private static final class Reader implements AutoCloseable {
        private static final Comparator<Reader> ORDER = Comparator.comparing(reader -> reader.word);

        private final Path file;
        private final DataInputStream in;
        private String word = "";
        private long count;

        Reader(Path file) throws IOException {
            this.file = file;
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
        }

        /** Goes to the next word; false at the end. */
        boolean advance() throws IOException {
            try {
                int length = in.readInt();
                if (length == END) {
                    return false;
                }
                word = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                count = in.readLong();
                return true;
            } catch (EOFException e) {
                throw new DataException(file.toString(), "words to the mark of the end", "the end of the file", e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Hands over the words of several runs, each once with the sum of its counts, in their order. */
    static void merge(List<Path> runs, CountedWords.Visitor visitor) throws IOException {
        List<Reader> readers = new ArrayList<>();
        try {
            PriorityQueue<Reader> queue = new PriorityQueue<>(Reader.ORDER);
            for (Path run : runs) {
                Reader reader = new Reader(run);
                readers.add(reader);
                if (reader.advance()) {
                    queue.add(reader);
                }
            }
            while (!queue.isEmpty()) {
                String word = queue.element().word;
                long count = 0;
                while (!queue.isEmpty() && queue.element().word.equals(word)) {
                    Reader reader = queue.remove();
                    count = Math.addExact(count, reader.count);
                    if (reader.advance()) {
                        queue.add(reader);
                    }
                }
                visitor.visit(word, count);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (Reader reader : readers) {
                reader.close();
            }
        }
    }
}
