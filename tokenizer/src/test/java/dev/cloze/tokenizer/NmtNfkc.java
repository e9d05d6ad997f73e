package dev.cloze.tokenizer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/** The normalizer of T5 and XLM-RoBERTa: SentencePiece's table, as {@code charsmap.py} has written it. */
final class NmtNfkc {
    private NmtNfkc() {}

    /** A {@code tokenizer.json} with this normalizer in the place of its own. */
    static String in(String json) throws IOException {
        JsonObject normalizer = new JsonObject();
        normalizer.addProperty("type", "Precompiled");
        try (InputStream packed = new GZIPInputStream(NmtNfkc.class.getResourceAsStream("encode/nmt_nfkc.gz"))) {
            normalizer.addProperty("precompiled_charsmap", Base64.getEncoder().encodeToString(packed.readAllBytes()));
        }
        JsonObject root = JsonParser.parseString(json).getAsJsonObject();
        root.add("normalizer", normalizer);
        return root.toString();
    }
}
