package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;
import dev.cloze.tokenizer.text.Normalizer;
import dev.cloze.tokenizer.text.Splitter;
import dev.cloze.tokenizer.text.Splitters;
import java.util.List;
import java.util.function.Function;

/**
 * Encodes text with a memory of its chunks: what the first cut of the pre-tokenizer leaves is looked up, and goes through
 * the further steps and the model only if it is new. Safe for use by several threads at once, which share the memory.
 */
public final class ChunkEncoder {
    private final Normalizer normalizer;

    /** The steps before the first cut, on a whole section; the first cut; the steps after it, on one chunk. */
    private final List<Step> early;

    private final Splitter cut;
    private final List<Step> late;

    private final Model model;
    private final AddedTokens rawTokens;
    private final AddedTokens normalizedTokens;
    private final boolean placeMatters;
    private final ChunkCache cache = new ChunkCache();

    /** An encoder of some parts, none of which the text has passed when added tokens are looked for. */
    public ChunkEncoder(Normalizer normalizer, List<Step> steps, Model model, List<AddedToken> added) {
        this.normalizer = normalizer;
        int cutAt = 0;
        while (cutAt < steps.size() && !(steps.get(cutAt) instanceof Step.Cut)) {
            cutAt++;
        }
        boolean isCut = cutAt < steps.size();
        early = List.copyOf(steps.subList(0, cutAt));
        cut = isCut ? ((Step.Cut) steps.get(cutAt)).splitter() : Splitters.NONE;
        late = isCut ? List.copyOf(steps.subList(cutAt + 1, steps.size())) : List.of();
        placeMatters = late.stream()
                .anyMatch(step -> step instanceof Step.MarkSpaces marks && marks.prefixed() == Step.Prefixed.FIRST);
        this.model = model;
        List<AddedToken> raw =
                added.stream().filter(token -> !token.normalized()).toList();
        rawTokens = new AddedTokens(raw, raw.stream().map(AddedToken::content).toList());
        List<AddedToken> changed = added.stream().filter(AddedToken::normalized).toList();
        normalizedTokens = new AddedTokens(
                changed,
                changed.stream()
                        .map(token -> normalizer.normalize(token.content()))
                        .toList());
    }

    /**
     * Encodes a text, which has no lone surrogates.
     *
     * @param withPlaces whether words and places are wanted beside the ids
     * @param result what is made of the tokens; their list is used again for the next text
     */
    public <T> T encode(String text, boolean withPlaces, Function<TokenList, T> result) {
        Scratch scratch = Scratch.get();
        TokenList tokens = scratch.tokens(withPlaces);
        encode(scratch.characters(text), text.length(), tokens);
        T found = result.apply(tokens);
        scratch.release();
        return found;
    }

    private void encode(char[] characters, int length, TokenList tokens) {
        if (rawTokens.isEmpty()) {
            encodeRaw(characters, 0, length, tokens);
            return;
        }
        rawTokens.find(characters, 0, length, new AddedTokens.Parts() {
            @Override
            public void text(int from, int to) {
                encodeRaw(characters, from, to, tokens);
            }

            @Override
            public void token(AddedToken token, int from, int to) {
                tokens.add(token.id(), from, to);
                tokens.closeWord();
            }
        });
    }

    /** Empties the memory. */
    public void forget() {
        cache.clear();
    }

    private void encodeRaw(char[] text, int from, int to, TokenList tokens) {
        Section section = normalizer.leaves(text, from, to)
                ? Section.unchanged(text, from, to)
                : Section.changed(normalizer.normalize(AlignedText.of(text, from, to)), from);
        if (normalizedTokens.isEmpty()) {
            encodeNormalized(section, section.from, section.to, tokens);
            return;
        }
        normalizedTokens.find(section.characters, section.from, section.to, new AddedTokens.Parts() {
            @Override
            public void text(int start, int end) {
                encodeNormalized(section, start, end, tokens);
            }

            @Override
            public void token(AddedToken token, int start, int end) {
                tokens.add(token.id(), section.start(start), section.end(end));
                tokens.closeWord();
            }
        });
    }

    private void encodeNormalized(Section section, int from, int to, TokenList tokens) {
        if (early.isEmpty()) {
            cut(section, from, to, tokens);
            return;
        }
        AlignedText piece = section.aligned(from, to);
        for (Step step : early) {
            piece = change(step, piece, piece.length() == 0 ? 0 : piece.start(0));
        }
        Section changed = Section.changed(piece, 0);
        cut(changed, changed.from, changed.to, tokens);
    }

    private void cut(Section section, int from, int to, TokenList tokens) {
        Scratch scratch = Scratch.get();
        Batch batch = scratch.batch();
        batch.begin(section);
        cut.split(section.characters, from, to, (start, end) -> {
            batch.add(start, end);
            if (batch.isFull()) {
                encodeChunks(batch, scratch, tokens);
                batch.begin(section);
            }
        });
        encodeChunks(batch, scratch, tokens);
        batch.end();
    }

    private void encodeChunks(Batch batch, Scratch scratch, TokenList tokens) {
        Section section = batch.section();
        NewEntries entries = scratch.entries();
        cache.find(batch);
        for (int i = 0; i < batch.size(); i++) {
            int start = batch.start(i);
            int end = batch.end(i);
            boolean atStart = placeMatters && section.start(start) == 0;
            boolean kept = !atStart && end - start <= ChunkCache.LONGEST;
            if (kept && cache.addTokens(batch, i, tokens, entries)) {
                continue;
            }
            // Places in a chunk begin at 0 wherever it stands, so that the place in the text is said apart.
            TokenList chunk = scratch.chunk();
            encodeChunk(AlignedText.of(section.characters, start, end), 0, atStart, chunk);
            tokens.addAll(chunk, section, start);
            if (kept) {
                Chunks.addEntry(section.characters, start, end, chunk, entries);
            }
        }
        if (!entries.isEmpty()) {
            cache.add(entries);
        }
    }

    private void encodeChunk(AlignedText piece, int step, boolean textStartsHere, TokenList tokens) {
        if (piece.length() == 0) {
            return;
        }
        if (step == late.size()) {
            model.spell(piece, tokens);
            tokens.closeWord();
        } else if (late.get(step) instanceof Step.Cut cutting) {
            char[] characters = piece.toCharArray();
            int[] passed = {0, 0};
            cutting.splitter().split(characters, 0, characters.length, (from, to) -> {
                passed[1] += Character.codePointCount(characters, passed[0], from - passed[0]);
                int last = passed[1] + Character.codePointCount(characters, from, to - from);
                encodeChunk(piece.part(passed[1], last), step + 1, textStartsHere, tokens);
                passed[0] = to;
                passed[1] = last;
            });
        } else {
            int place = textStartsHere && piece.start(0) == 0 ? 0 : 1;
            encodeChunk(change(late.get(step), piece, place), step + 1, textStartsHere, tokens);
        }
    }

    private static AlignedText change(Step step, AlignedText piece, int placeInText) {
        return step instanceof Step.MarkSpaces marks
                ? marks.applyTo(piece, placeInText)
                : ((Step.Change) step).normalizer().normalize(piece);
    }
}
