package dev.cloze.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.cloze.tokenizer.text.ByteAlphabet;
import dev.cloze.tokenizer.text.Characters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The order in which texts and special tokens make a row, as the {@code post_processor} of a {@code tokenizer.json} says;
 * and whether tokens stand for the spaces that they hold.
 */
final class RowTemplate {
    private static final int NONE = EncodedRow.NONE;

    /**
     * One part of a row.
     *
     * @param text 0 or 1 for a text, or {@link #NONE} for special tokens
     * @param special the ids of these
     */
    private record Piece(int text, List<Integer> special, int type) {}

    /** A range of tokens, its end exclusive. */
    record Range(int from, int to) {}

    /** A text, its tokens, and those of them that are wanted. */
    record Text(String characters, Encoding tokens, Range wanted) {}

    private final List<String> tokens;
    private final BitSet added;
    private final JsonFields fields;
    private List<Piece> single = List.of(new Piece(0, List.of(), 0));
    private List<Piece> pair = List.of(new Piece(0, List.of(), 0), new Piece(1, List.of(), 1));
    private boolean isWhole;
    private boolean trims;
    private boolean keepsFirstSpace;

    private RowTemplate(JsonFields fields, List<String> tokens, BitSet added) {
        this.fields = fields;
        this.tokens = tokens;
        this.added = added;
    }

    /**
     * Reads a template; without one a row is the bare texts.
     *
     * @param added the ids of the tokens that are looked for before the model has its turn
     */
    static RowTemplate of(JsonFields fields, Optional<JsonElement> postProcessor, List<String> tokens, BitSet added)
            throws DataException {
        RowTemplate template = new RowTemplate(fields, tokens, added);
        if (postProcessor.isPresent()) {
            template.read("post_processor", postProcessor.get());
        }
        return template;
    }

    private void read(String where, JsonElement value) throws DataException {
        JsonObject part = fields.object(where, value);
        String type = fields.string(where + ".type", part.get("type"));
        switch (type) {
            case "TemplateProcessing" -> {
                single = pieces(where, "single", part);
                pair = pieces(where, "pair", part);
                requireFirst(where);
            }
            case "BertProcessing" -> {
                around(where, part, 1);
                requireFirst(where);
            }
            case "RobertaProcessing" -> {
                around(where, part, 2);
                requireFirst(where);
                readTrimming(where, part);
            }
            case "ByteLevel" -> readTrimming(where, part);
            case "Sequence" -> {
                JsonArray parts = fields.array(where + ".processors", part.get("processors"));
                for (int i = 0; i < parts.size(); i++) {
                    read(where + ".processors[" + i + "]", parts.get(i));
                }
            }
            default ->
                throw fields.fault(
                        where + ".type",
                        "one of TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel and Sequence",
                        type);
        }
    }

    /** What a second template in a sequence would do to the special tokens of the first is nothing that anyone wants. */
    private void requireFirst(String where) throws DataException {
        if (isWhole) {
            throw fields.fault(where, "one template", "a second one");
        }
        isWhole = true;
    }

    private void readTrimming(String where, JsonObject part) throws DataException {
        if (!flag(where, part, "trim_offsets")) {
            return;
        }
        if (trims) {
            throw fields.fault(where, "offsets trimmed once", "twice");
        }
        trims = true;
        keepsFirstSpace = flag(where, part, "add_prefix_space");
    }

    private boolean flag(String where, JsonObject part, String key) throws DataException {
        return !part.has(key) || fields.flag(where + '.' + key, part.get(key));
    }

    /** BERT's row and RoBERTa's: start, text, end, and with a second text that and its end. */
    private void around(String where, JsonObject part, int endsBetween) throws DataException {
        Piece start = special(where + ".cls", part.get("cls"));
        Piece end = special(where + ".sep", part.get("sep"));
        int secondType = endsBetween == 1 ? 1 : 0;
        single = List.of(start, new Piece(0, List.of(), 0), end);
        List<Piece> both = new ArrayList<>(single);
        if (endsBetween == 2) {
            both.add(end);
        }
        both.add(new Piece(1, List.of(), secondType));
        both.add(new Piece(NONE, end.special, secondType));
        pair = List.copyOf(both);
    }

    private Piece special(String where, JsonElement value) throws DataException {
        JsonArray token = fields.array(where, value);
        if (token.size() != 2) {
            throw fields.fault(where, "a token and its id", token.size() + " values");
        }
        return new Piece(NONE, List.of(id(where + "[1]", token.get(1))), 0);
    }

    private int id(String where, JsonElement value) throws DataException {
        return fields.integer(where, value, 0, tokens.size() - 1);
    }

    private List<Piece> pieces(String where, String key, JsonObject processor) throws DataException {
        JsonArray listed = fields.array(where + '.' + key, processor.get(key));
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            String place = where + '.' + key + '[' + i + ']';
            JsonObject piece = fields.object(place, listed.get(i));
            boolean isText = piece.has("Sequence");
            place += isText ? ".Sequence" : ".SpecialToken";
            JsonObject part = fields.object(place, piece.get(isText ? "Sequence" : "SpecialToken"));
            String name = fields.string(place + ".id", part.get("id"));
            int type = fields.integer(place + ".type_id", part.get("type_id"), 0, Integer.MAX_VALUE);
            if (!isText) {
                pieces.add(new Piece(NONE, specialIds(where, name, processor), type));
            } else if (name.equals("A") || (name.equals("B") && key.equals("pair"))) {
                pieces.add(new Piece(name.charAt(0) - 'A', List.of(), type));
            } else {
                throw fields.fault(place + ".id", key.equals("pair") ? "A or B" : "A", name);
            }
        }
        return List.copyOf(pieces);
    }

    private List<Integer> specialIds(String where, String name, JsonObject processor) throws DataException {
        String key = where + ".special_tokens";
        JsonObject named = fields.object(key, processor.get("special_tokens"));
        key += "[\"" + name + "\"]";
        JsonArray listed =
                fields.array(key + ".ids", fields.object(key, named.get(name)).get("ids"));
        List<Integer> ids = new ArrayList<>();
        for (JsonElement id : listed) {
            ids.add(id(key + ".ids", id));
        }
        return List.copyOf(ids);
    }

    /** Number of special tokens in a row of one text or of two. */
    int specialTokens(boolean ofPair) {
        return (ofPair ? pair : single)
                .stream().mapToInt(piece -> piece.special.size()).sum();
    }

    /** The row of one text or of two. */
    EncodedRow row(List<Text> texts) {
        Columns columns = new Columns();
        for (Piece piece : texts.size() == 1 ? single : pair) {
            if (piece.text == NONE) {
                piece.special.forEach(id -> columns.add(id, piece.type, NONE, NONE, 0, 0));
            } else {
                addText(texts.get(piece.text), piece, columns);
            }
        }
        return columns.row();
    }

    private void addText(Text text, Piece piece, Columns columns) {
        Encoding encoding = text.tokens;
        for (int i = text.wanted.from; i < text.wanted.to; i++) {
            int id = encoding.ids()[i];
            int start = encoding.starts()[i];
            int end = encoding.ends()[i];
            if (trims) {
                // An added token may have swallowed spaces, which its name does not have.
                String token = added.get(id) ? text.characters.substring(start, end) : tokens.get(id);
                int leading = spaces(token, false);
                boolean isOurs = keepsFirstSpace && leading == 1 && (i == text.wanted.from || start == 0);
                start = moved(text.characters, start, end, isOurs ? 0 : leading);
                end = movedBack(text.characters, start, end, spaces(token, true));
            }
            columns.add(id, piece.type, piece.text, encoding.wordIds()[i], start, end);
        }
    }

    /** Number of spaces with which a token begins or ends. */
    private static int spaces(String token, boolean atEnd) {
        IntPredicate isSpace = c -> c == ByteAlphabet.character(' ') || Characters.isWhite(c);
        int spaces = 0;
        while (spaces < token.length() && isSpace.test(token.charAt(atEnd ? token.length() - 1 - spaces : spaces))) {
            spaces++;
        }
        return spaces;
    }

    private static int moved(String text, int start, int end, int codePoints) {
        int most = text.codePointCount(start, end);
        return text.offsetByCodePoints(start, Math.min(codePoints, most));
    }

    private static int movedBack(String text, int start, int end, int codePoints) {
        if (text.codePointCount(0, Math.min(end, 2 * codePoints)) < codePoints) {
            return end; // as the reference does with tokens of more spaces than there are characters
        }
        int most = text.codePointCount(start, end);
        return text.offsetByCodePoints(end, -Math.min(codePoints, most));
    }

    /** The columns of a row that grows. */
    private static final class Columns {
        private static final int COUNT = 6;

        private int[][] columns = new int[COUNT][16];
        private int size;

        void add(int... values) {
            if (size == columns[0].length) {
                for (int i = 0; i < COUNT; i++) {
                    columns[i] = Arrays.copyOf(columns[i], size * 2);
                }
            }
            for (int i = 0; i < COUNT; i++) {
                columns[i][size] = values[i];
            }
            size++;
        }

        EncodedRow row() {
            for (int i = 0; i < COUNT; i++) {
                columns[i] = Arrays.copyOf(columns[i], size);
            }
            return new EncodedRow(columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]);
        }
    }
}
