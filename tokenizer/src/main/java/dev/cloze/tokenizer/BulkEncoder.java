package dev.cloze.tokenizer;

import dev.cloze.tokenizer.encode.ChunkEncoder;
import dev.cloze.tokenizer.encode.TokenList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text to ids for much text: the same ids as {@link Tokenizer#encode}, by an engine in Java that remembers the chunks of
 * text it has seen, which is ten times faster and more. It knows WordPiece, byte-pair encoding and Unigram with the
 * normalizers and pre-tokenizers that masked language models use; with any other {@code tokenizer.json} the native engine
 * does the work.
 *
 * <p>Belongs to its tokenizer and is closed with it. Safe for use by several threads at once, which share its memory of
 * some 75 MB at most.
 */
public final class BulkEncoder {
    private final Tokenizer tokenizer;
    private final Optional<ChunkEncoder> engine;

    BulkEncoder(Tokenizer tokenizer, Optional<ChunkEncoder> engine) {
        this.tokenizer = tokenizer;
        this.engine = engine;
    }

    /** Whether the engine in Java knows this tokenizer. */
    public boolean isJava() {
        return engine.isPresent();
    }

    /** The bare ids of a text, as {@link Tokenizer#encode} gives them. */
    public int[] encode(String text) {
        if (engine.isEmpty()) {
            return tokenizer.encode(text);
        }
        tokenizer.requireOpen();
        return engine.get().encode(WellFormed.of(text), false, TokenList::ids);
    }

    /** The bare ids of each text. */
    public List<int[]> encodeAll(List<String> texts) {
        List<int[]> encoded = new ArrayList<>(texts.size());
        for (String text : texts) {
            encoded.add(encode(text));
        }
        return encoded;
    }

    /** The bare ids of a text with their words and places. */
    public Encoding encodeWithPlaces(String text) {
        if (engine.isEmpty()) {
            return tokenizer.encodeWithPlaces(text);
        }
        tokenizer.requireOpen();
        return engine.get()
                .encode(
                        WellFormed.of(text),
                        true,
                        tokens -> new Encoding(tokens.ids(), tokens.wordIds(), tokens.starts(), tokens.ends()));
    }

    /**
     * The rows that a model is given: with special tokens, uncut.
     *
     * @throws DataException if the template of {@code tokenizer.json} is damaged or of an unknown kind
     */
    public RowEncoder rows() throws DataException {
        return new RowEncoder(this, tokenizer.template(), Optional.empty());
    }

    /**
     * The same, cut to a length.
     *
     * @throws DataException if the template of {@code tokenizer.json} is damaged or of an unknown kind
     */
    public RowEncoder rows(Truncation truncation) throws DataException {
        return new RowEncoder(this, tokenizer.template(), Optional.of(truncation));
    }

    /** Empties the memory of chunks, which fills again with the next texts. */
    public void forget() {
        engine.ifPresent(ChunkEncoder::forget);
    }
}
