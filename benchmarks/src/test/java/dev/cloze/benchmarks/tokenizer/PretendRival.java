package dev.cloze.benchmarks.tokenizer;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.cloze.tokenizer.Tokenizer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Takes orders as {@code encoding.py} does and gives Cloze's own ids, in the first text another one if it is told so. */
final class PretendRival {
    private PretendRival() {}

    public static void main(String[] arguments) throws Exception {
        String kind = arguments[0];
        if (kind.equals("dead")) {
            return;
        }
        List<String> texts = List.of(new Gson().fromJson(Files.readString(Path.of(arguments[2])), String[].class));
        JsonObject description = new JsonObject();
        description.addProperty("library", "pretended 1");
        if (kind.equals("own-vocabulary")) {
            description.addProperty("vocabulary", "mine");
        }
        System.out.println(description);
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.startsWith("ids ")) {
                    write(Path.of(order.substring(4)), Path.of(arguments[1]), texts, kind);
                }
                System.out.println("{\"seconds\": 0.5, \"peakRssMiB\": 12}");
            }
        }
    }

    private static void write(Path file, Path vocabulary, List<String> texts, String kind) throws Exception {
        ByteBuffer numbers = ByteBuffer.allocate(1 << 20);
        try (Tokenizer tokenizer = Tokenizer.load(vocabulary)) {
            for (String text : texts) {
                int[] ids = tokenizer.encode(text);
                if (kind.equals("another-id") && numbers.position() == 0) {
                    ids[0]++;
                }
                numbers.putInt(ids.length);
                for (int id : ids) {
                    numbers.putInt(id);
                }
            }
        }
        numbers.flip();
        byte[] bytes = new byte[numbers.remaining()];
        numbers.get(bytes);
        Files.write(file, bytes);
    }
}
