package dev.cloze.corpora;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The identity of a corpus: how it is read, and the SHA-256 of every input's content. Stored as JSON beside the result of
 * a stage, it says later whether the stage can be skipped, and spares the hashing of files that have not been touched.
 *
 * @param reading how the inputs become documents, in words; another way of reading is another corpus
 * @param inputs the inputs in the order in which they are read
 */
public record Fingerprint(String reading, List<Input> inputs) {
    /** The fingerprint that vouches for nothing. */
    public static final Fingerprint NONE = new Fingerprint("", List.of());

    private static final int BUFFER_BYTES = 1 << 16;

    public Fingerprint {
        Objects.requireNonNull(reading, "reading");
        inputs = List.copyOf(inputs);
    }

    /**
     * One input.
     *
     * @param path the absolute path of a file, or the name of a class-path resource
     * @param bytes its size
     * @param modified its modification time as ISO 8601 text, as fine as the file system keeps it; empty for a resource,
     *     which has none and is hashed each time
     * @param sha256 the hash of its content, 64 hexadecimal digits
     */
    public record Input(String path, long bytes, String modified, String sha256) {
        public Input {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(modified, "modified");
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    /** The fingerprint of files; those that {@code known} lists with the same path, size and time are not read. */
    public static Fingerprint ofFiles(String reading, List<Path> files, Fingerprint known) throws IOException {
        Map<String, Input> knownByPath = new HashMap<>();
        for (Input input : known.inputs()) {
            knownByPath.put(input.path(), input);
        }
        List<Input> inputs = new ArrayList<>(files.size());
        for (Path file : files) {
            String path = file.toAbsolutePath().normalize().toString();
            // Size and time are taken before the content: a file that changes meanwhile is hashed again next time.
            long bytes = Files.size(file);
            String modified = Files.getLastModifiedTime(file).toString();
            Input earlier = knownByPath.get(path);
            if (earlier != null
                    && earlier.bytes() == bytes
                    && earlier.modified().equals(modified)) {
                inputs.add(earlier);
            } else {
                try (InputStream in = Files.newInputStream(file)) {
                    inputs.add(ofStream(path, modified, in));
                }
            }
        }
        return new Fingerprint(reading, inputs);
    }

    /** Hashes a stream to its end. The caller closes it. */
    public static Input ofStream(String path, String modified, InputStream in) throws IOException {
        MessageDigest digest = sha256Digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
            bytes += read;
        }
        return new Input(path, bytes, modified, HexFormat.of().formatHex(digest.digest()));
    }

    /** The size of all inputs together, in bytes. */
    public long bytes() {
        return inputs.stream().mapToLong(Input::bytes).sum();
    }

    /**
     * One hash of the way of reading and of all contents in order, 64 hexadecimal digits. Paths and times are not part
     * of it: a corpus that was moved is the same corpus.
     */
    public String sha256() {
        MessageDigest digest = sha256Digest();
        digest.update(reading.getBytes(StandardCharsets.UTF_8));
        for (Input input : inputs) {
            digest.update((byte) '\n');
            digest.update(input.sha256().getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
