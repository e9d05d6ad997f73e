package dev.cloze.tokenizer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A BERT tokenizer of the years before {@code tokenizer.json}: {@code vocab.txt}, one piece a line, and the switches of
 * {@code tokenizer_config.json}. It becomes the {@code tokenizer.json} that says the same.
 */
final class VocabularyText {
    static final String FILE_NAME = "vocab.txt";
    private static final Set<String> CLASSES = Set.of(
            "BertTokenizer",
            "BertTokenizerFast",
            "DistilBertTokenizer",
            "DistilBertTokenizerFast",
            "ElectraTokenizer",
            "ElectraTokenizerFast");

    private VocabularyText() {}

    /**
     * The tokenizer of a folder.
     *
     * @throws DataException if {@code tokenizer_config.json}, without which nobody knows about case, is missing or not
     *     that of a BERT
     */
    static JsonObject tokenizer(Path folder, NamedTokens named) throws IOException {
        Path config = folder.resolve(NamedTokens.CONFIG);
        if (!Files.isRegularFile(config)) {
            throw new DataException(
                    folder.toString(),
                    NamedTokens.CONFIG + " beside " + FILE_NAME + " (do_lower_case)",
                    "no such file");
        }
        JsonFields fields = new JsonFields(config.toString());
        JsonObject switches = fields.parse(Files.readAllBytes(config));
        if (JsonFields.isPresent(switches.get("tokenizer_class"))) {
            String type = fields.string("tokenizer_class", switches.get("tokenizer_class"));
            if (!CLASSES.contains(type)) {
                throw fields.fault(
                        "tokenizer_class", "one of BERT's beside a " + FILE_NAME + " without tokenizer.json", type);
            }
        }
        WordPieceJson.Normalizer normalizer = new WordPieceJson.Normalizer(
                flag(fields, switches, "do_lower_case").orElse(true),
                flag(fields, switches, "strip_accents"),
                flag(fields, switches, "tokenize_chinese_chars").orElse(true));
        return WordPieceJson.tree(pieces(folder.resolve(FILE_NAME)), names(named), normalizer);
    }

    private static Optional<Boolean> flag(JsonFields fields, JsonObject switches, String key) throws DataException {
        return JsonFields.isPresent(switches.get(key))
                ? Optional.of(fields.flag(key, switches.get(key)))
                : Optional.empty();
    }

    private static List<String> names(NamedTokens named) {
        List<String> names = new ArrayList<>();
        for (int role = 0; role < SpecialTokens.NAMES.size(); role++) {
            names.add(named.of(role).map(NamedTokens.Named::token).orElse(SpecialTokens.NAMES.get(role)));
        }
        return names;
    }

    private static List<String> pieces(Path file) throws IOException {
        List<String> pieces = new JsonFields(file.toString())
                .decode(Files.readAllBytes(file))
                .lines()
                .toList();
        Set<String> seen = new HashSet<>();
        for (int line = 0; line < pieces.size(); line++) {
            if (!seen.add(pieces.get(line))) {
                throw new DataException(
                        file + ":" + (line + 1), "each piece once", "\"" + pieces.get(line) + "\" again");
            }
        }
        return pieces;
    }
}
