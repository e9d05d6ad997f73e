package dev.cloze.tokenizer.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pieces of a vocabulary that grows: ids are given in the order of coming, each text once. */
final class Pieces {
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    int size() {
        return texts.size();
    }

    String text(int id) {
        return texts.get(id);
    }

    boolean contains(String piece) {
        return ids.containsKey(piece);
    }

    /** The id of a piece, which is added if it is new. */
    int idOf(String piece) {
        Integer known = ids.putIfAbsent(piece, texts.size());
        if (known != null) {
            return known;
        }
        texts.add(piece);
        return texts.size() - 1;
    }

    /** All in the order of their ids. */
    List<String> all() {
        return Collections.unmodifiableList(texts);
    }
}
