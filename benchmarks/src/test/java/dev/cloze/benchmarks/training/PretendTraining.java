package dev.cloze.benchmarks.training;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes orders as {@code training_step.py} does; its loss is the sum of the batch's numbers, each times its place from 1. */
final class PretendTraining {
    private PretendTraining() {}

    public static void main(String[] arguments) throws Exception {
        JsonObject sizes = JsonParser.parseString(arguments[0]).getAsJsonObject();
        int numbers = sizes.get("rows").getAsInt() * sizes.get("length").getAsInt()
                + 2 * sizes.get("masked").getAsInt();
        ByteBuffer batches =
                ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[1]))).order(ByteOrder.LITTLE_ENDIAN);
        System.out.println("{\"library\": \"pretended 1\", \"parameters\": 1234}");
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (orders.readLine() != null) {
                long sum = 0;
                for (int i = 0; i < numbers; i++) {
                    sum += (i + 1L) * batches.getInt();
                }
                System.out.println("{\"seconds\": 0.5, \"peakRssMiB\": 12, \"loss\": " + sum + "}");
            }
        }
    }
}
