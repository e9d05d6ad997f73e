package dev.cloze.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Text to ids and back, by any {@code tokenizer.json} whose added tokens hold BERT's or RoBERTa's special tokens: the
 * facade over the native HuggingFace tokenizers that DJL brings along.
 *
 * <p>Text never becomes a special id: "[SEP]" in a document is plain text here, where the reference would cut the
 * document in two. The one special id that text can have is {@link SpecialTokens#unknown()}.
 *
 * <p>Safe for use by several threads at once; each text is encoded on the thread that asks, without a pool behind it.
 * Owns native memory, so it has to be closed; {@link #close} waits for calls under way, and calls that need native code
 * throw {@link IllegalStateException} from then on.
 *
 * <p>Uses DJL's native methods below its {@code HuggingFaceTokenizer}: that class asks the network for the machine it
 * runs on, truncates and pads unless told not to, and fetches offsets and strings of every token, which is a third of
 * its time.
 */
public final class Tokenizer implements AutoCloseable {
    private static final String FILE_NAME = "tokenizer.json";

    private final String file;
    private final String sha256;
    private final Map<String, Integer> ids;
    private final List<String> tokens;
    private final BitSet specialIds;
    private final SpecialTokens special;
    private final String continuationPrefix;
    private final Blinds blinds = new Blinds();

    /** Encoding holds the read lock, so that closing cannot free what a thread still uses. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final long handle;
    private boolean closed;

    private Tokenizer(String file, byte[] bytes) throws DataException {
        this.file = file;
        sha256 = sha256(bytes);
        TokenizerJson json = new TokenizerJson(file, bytes);
        ids = Map.copyOf(json.ids());
        tokens = List.copyOf(json.tokens());
        specialIds = json.special();
        special = json.specialTokens();
        continuationPrefix = json.continuationPrefix();
        handle = open(json.blinded(blinds));
    }

    private long open(String json) throws DataException {
        TokenizersLibrary engine = Engine.LIBRARY;
        try {
            return engine.createTokenizerFromString(json);
        } catch (RuntimeException e) {
            throw new DataException(file, "a tokenizer that the engine reads", JsonFields.firstLine(e), e);
        }
    }

    /**
     * Loads a tokenizer.
     *
     * @param folderOrFile a folder that holds {@code tokenizer.json}, or the file itself
     * @throws UsageException if there is no such file
     * @throws DataException if the file is damaged, or lacks one of the five special tokens
     */
    public static Tokenizer load(Path folderOrFile) throws IOException {
        Path path = Files.isDirectory(folderOrFile) ? folderOrFile.resolve(FILE_NAME) : folderOrFile;
        if (!Files.isRegularFile(path)) {
            throw new UsageException(
                    folderOrFile.toString(), "a folder that holds " + FILE_NAME + ", or the file", "no such file");
        }
        return new Tokenizer(path.toString(), Files.readAllBytes(path));
    }

    /** Number of ids, special and added tokens included; ids run from 0 to one below it. */
    public int vocabularySize() {
        return tokens.size();
    }

    public SpecialTokens special() {
        return special;
    }

    /**
     * The bare ids of a text: no special tokens around them, neither truncated nor padded. A lone surrogate, which is
     * not a character, counts as U+FFFD.
     */
    public int[] encode(String text) {
        return encodeAll(List.of(text)).get(0);
    }

    /**
     * The bare ids of each text, as {@link #encode} gives them, on the calling thread.
     *
     * <p>One native call per text: DJL's batch call is no faster on one thread (2.64 against 2.71 MB/s), hands the batch
     * to a thread pool of its own unless an environment variable forbids it, and ends the process on a fault that the
     * single call reports.
     */
    public List<int[]> encodeAll(List<String> texts) {
        List<int[]> encoded = new ArrayList<>(texts.size());
        lock.readLock().lock();
        try {
            requireOpen();
            for (String text : texts) {
                encoded.add(nativeIds(WellFormed.of(text)));
            }
        } finally {
            lock.readLock().unlock();
        }
        return encoded;
    }

    private int[] nativeIds(String text) {
        long encoding = Engine.LIBRARY.encode(handle, text, false);
        try {
            long[] wide = Engine.LIBRARY.getTokenIds(encoding);
            int[] narrow = new int[wide.length];
            for (int i = 0; i < wide.length; i++) {
                narrow[i] = Math.toIntExact(wide[i]);
            }
            return narrow;
        } finally {
            Engine.LIBRARY.deleteEncoding(encoding);
        }
    }

    /** The text of some ids, special tokens by their names. Not always the text they came from: lower case stays. */
    public String decode(int... ids) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = Objects.checkIndex(ids[i], tokens.size());
        }
        lock.readLock().lock();
        try {
            requireOpen();
            return blinds.lifted(Engine.LIBRARY.decode(handle, wide, false), tokens);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The token as the vocabulary spells it, such as {@code ##ing}. */
    public String token(int id) {
        return tokens.get(id);
    }

    /** The id of a token as the vocabulary spells it; empty if it has none. */
    public OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Whether the id is one that text cannot have, except for the unknown token. */
    public boolean isSpecial(int id) {
        return specialIds.get(Objects.checkIndex(id, tokens.size()));
    }

    /** Whether the id is a WordPiece that continues a word ({@code ##ing}); never so for other kinds of model. */
    public boolean isContinuation(int id) {
        return !continuationPrefix.isEmpty() && token(id).startsWith(continuationPrefix) && !isSpecial(id);
    }

    /** SHA-256 of the bytes of {@code tokenizer.json}, in hexadecimal: the identity of the vocabulary. */
    public String sha256() {
        return sha256;
    }

    /** The name of the mask token in this vocabulary, such as {@code [MASK]}. */
    public String maskToken() {
        return token(special.mask());
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                Engine.LIBRARY.deleteTokenizer(handle);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(file + ": expected an open tokenizer, got a closed one");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The native library, loaded when the first tokenizer needs it. */
    private static final class Engine {
        private static final String OFFLINE = "ai.djl.offline";

        private static final TokenizersLibrary LIBRARY = load();

        /**
         * Loads the library from the jar. On a machine with a graphics card DJL would fetch another one from the
         * network; its offline switch keeps it from that, and is put back since it concerns all of DJL in this process.
         */
        private static TokenizersLibrary load() {
            String before = System.getProperty(OFFLINE);
            System.setProperty(OFFLINE, "true");
            try {
                LibUtils.checkStatus();
                return TokenizersLibrary.LIB;
            } finally {
                if (before == null) {
                    System.clearProperty(OFFLINE);
                } else {
                    System.setProperty(OFFLINE, before);
                }
            }
        }
    }
}
