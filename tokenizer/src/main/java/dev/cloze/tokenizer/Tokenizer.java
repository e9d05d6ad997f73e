package dev.cloze.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Text to ids and back, by any {@code tokenizer.json} with the five special tokens of a masked language model: the
 * facade over the native HuggingFace tokenizers that DJL brings along.
 *
 * <p>Text never becomes a special id: "[SEP]" in a document is plain text here, where the reference would cut the
 * document in two. The one special id that text can have is {@link SpecialTokens#unknown()}.
 *
 * <p>Safe for use by several threads at once; each text is encoded on the thread that asks, without a pool behind it.
 * Owns native memory, so it has to be closed; {@link #close} waits for calls under way, and calls that need native code
 * throw {@link IllegalStateException} from then on.
 *
 * <p>Calls here go to the native engine, which reads every file; {@link #bulk} is the way for much text.
 *
 * <p>Uses DJL's native methods below its {@code HuggingFaceTokenizer}: that class asks the network for the machine it
 * runs on, truncates and pads unless told not to, and fetches offsets and strings of every token, which is a third of
 * its time.
 */
public final class Tokenizer implements AutoCloseable {
    private static final String FILE_NAME = "tokenizer.json";

    /** How byte-level tokens write space, tabulator, line feed and carriage return. */
    private static final String BYTE_SPACES = "\u0120\u0109\u010a\u010d";

    /** How Unigram and Llama-like tokens write a space. */
    private static final char WORD_START = '\u2581';

    private static final Pattern BYTE_FALLBACK = Pattern.compile("<0x[0-9A-F]{2}>");

    private final String file;
    private final String sha256;
    private final Map<String, Integer> ids;
    private final List<String> tokens;
    private final BitSet specialIds;
    private final SpecialTokens special;
    private final TokenizerJson.MaskSpace maskSpace;
    private final String continuationPrefix;
    private final boolean byteLevel;

    /** Read only when it is asked for: much is done with bare ids, and a file without a sound template serves for that. */
    private final Optional<JsonElement> postProcessor;

    private final BitSet addedIds;

    private final Blinds blinds = new Blinds();

    /** Encoding holds the read lock, so that closing cannot free what a thread still uses. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final long handle;
    private final BulkEncoder bulk;
    private volatile boolean closed;

    private Tokenizer(String file, byte[] bytes, NamedTokens named) throws DataException {
        this.file = file;
        sha256 = sha256(bytes);
        TokenizerJson json = new TokenizerJson(file, bytes, named);
        ids = Map.copyOf(json.ids());
        tokens = List.copyOf(json.tokens());
        specialIds = json.special();
        special = json.specialTokens();
        maskSpace = json.maskSpace();
        continuationPrefix = json.continuationPrefix();
        byteLevel = json.isByteLevel();
        postProcessor = json.postProcessor();
        addedIds = json.added();
        handle = open(json.blinded(blinds));
        bulk = new BulkEncoder(this, json.inJava());
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
     * Loads a tokenizer, trained here or of a HuggingFace folder. The special tokens are those that {@code
     * tokenizer_config.json} or {@code special_tokens_map.json} beside it name; without these, those with BERT's or
     * RoBERTa's names. Truncation and padding that the file asks for do not happen.
     *
     * @param folderOrFile a folder that holds {@code tokenizer.json}, or the file itself; or a folder of BERT's older
     *     layout, {@code vocab.txt} and {@code tokenizer_config.json}
     * @throws UsageException if there is no such file
     * @throws DataException if a file is damaged, or lacks one of the five special tokens
     */
    public static Tokenizer load(Path folderOrFile) throws IOException {
        boolean isFolder = Files.isDirectory(folderOrFile);
        Path path = isFolder ? folderOrFile.resolve(FILE_NAME) : folderOrFile;
        if (Files.isRegularFile(path)) {
            NamedTokens named = NamedTokens.in(path.toAbsolutePath().getParent());
            return new Tokenizer(path.toString(), Files.readAllBytes(path), named);
        }
        Path vocabulary = folderOrFile.resolve(VocabularyText.FILE_NAME);
        if (isFolder && Files.isRegularFile(vocabulary)) {
            NamedTokens named = NamedTokens.in(folderOrFile);
            String json = VocabularyText.tokenizer(folderOrFile, named).toString();
            return new Tokenizer(vocabulary.toString(), json.getBytes(StandardCharsets.UTF_8), named);
        }
        throw new UsageException(
                folderOrFile.toString(), "a folder that holds " + FILE_NAME + ", or the file", "no such file");
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

    /** The encoder of this tokenizer for much text: the same ids, by a faster engine where there is one. */
    public BulkEncoder bulk() {
        return bulk;
    }

    /** What the file puts around texts. */
    RowTemplate template() throws DataException {
        return RowTemplate.of(new JsonFields(file), postProcessor, tokens, addedIds);
    }

    /** The bare ids of a text with their words and places. */
    Encoding encodeWithPlaces(String text) {
        lock.readLock().lock();
        try {
            requireOpen();
            String wellFormed = WellFormed.of(text);
            long encoding = Engine.LIBRARY.encode(handle, wellFormed, false);
            try {
                return placed(wellFormed, encoding);
            } finally {
                Engine.LIBRARY.deleteEncoding(encoding);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The native engine counts places in code points. */
    private static Encoding placed(String text, long encoding) {
        int[] codePoints = new int[text.codePointCount(0, text.length()) + 1];
        for (int i = 0, at = 0; i < text.length(); i = codePoints[at]) {
            codePoints[++at] = text.offsetByCodePoints(i, 1);
        }
        CharSpan[] spans = Engine.LIBRARY.getTokenCharSpans(encoding);
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        for (int i = 0; i < spans.length; i++) {
            starts[i] = codePoints[spans[i].getStart()];
            ends[i] = codePoints[spans[i].getEnd()];
        }
        return new Encoding(
                narrow(Engine.LIBRARY.getTokenIds(encoding)),
                narrow(Engine.LIBRARY.getWordIds(encoding)),
                starts,
                ends);
    }

    /**
     * The bare ids of a text in which each mask token, by its name, is one, as the reference reads it: RoBERTa's
     * swallows the white space before it. Other special tokens are plain text.
     */
    public int[] encodeWithMasks(String text) {
        String[] pieces = text.split(Pattern.quote(maskToken()), -1);
        List<String> between = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            String piece = maskSpace.before() && i + 1 < pieces.length ? pieces[i].stripTrailing() : pieces[i];
            between.add(maskSpace.after() && i > 0 ? piece.stripLeading() : piece);
        }
        IntStream.Builder ids = IntStream.builder();
        List<int[]> encoded = encodeAll(between);
        for (int i = 0; i < encoded.size(); i++) {
            if (i > 0) {
                ids.add(special.mask());
            }
            IntStream.of(encoded.get(i)).forEach(ids);
        }
        return ids.build().toArray();
    }

    private int[] nativeIds(String text) {
        long encoding = Engine.LIBRARY.encode(handle, text, false);
        try {
            return narrow(Engine.LIBRARY.getTokenIds(encoding));
        } finally {
            Engine.LIBRARY.deleteEncoding(encoding);
        }
    }

    private static int[] narrow(long... wide) {
        int[] narrow = new int[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = Math.toIntExact(wide[i]);
        }
        return narrow;
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

    /**
     * Whether the id continues a word, as {@code ##ing} does; among byte-level tokens, whether it opens with a letter,
     * digit or other byte rather than with a space or punctuation. Never so for other kinds of model.
     */
    public boolean isContinuation(int id) {
        if (isSpecial(id) || token(id).isEmpty()) {
            return false;
        }
        if (byteLevel) {
            char first = token(id).charAt(0);
            return first < 0x80 ? Character.isLetterOrDigit(first) : BYTE_SPACES.indexOf(first) < 0;
        }
        return !continuationPrefix.isEmpty() && token(id).startsWith(continuationPrefix);
    }

    /**
     * How many bytes of UTF-8 the token spells, as the normalizer leaves the text: without the prefix that marks the
     * inside of a word; a mark that stands for a space or for one byte counts 1. 0 for special tokens.
     */
    public int textBytes(int id) {
        if (isSpecial(id)) {
            return 0;
        }
        String token = token(id);
        if (byteLevel && !addedIds.get(id)) {
            return token.length();
        }
        if (BYTE_FALLBACK.matcher(token).matches()) {
            return 1;
        }
        String prefix = token.startsWith(continuationPrefix) ? continuationPrefix : "";
        return token.substring(prefix.length()).replace(WORD_START, ' ').getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * SHA-256 of the bytes of {@code tokenizer.json}, in hexadecimal: the identity of the vocabulary. Without that file,
     * of the one that would say the same.
     */
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

    void requireOpen() {
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
