package dev.cloze.trainer.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** A command's result as one JSON object on one line. */
final class Json {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    static String of(Record result) {
        return GSON.toJson(result);
    }
}
