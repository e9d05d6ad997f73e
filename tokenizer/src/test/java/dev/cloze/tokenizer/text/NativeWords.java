package dev.cloze.tokenizer.text;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The native engine with some normalizer and pre-tokenizer before a model whose tokens are the 256 bytes. */
final class NativeWords implements AutoCloseable {
    private final long handle;

    NativeWords(String normalizer, String preTokenizer) {
        String bytes = IntStream.range(0, 256)
                .mapToObj(value -> String.format("\"<0x%02X>\":%d", value, value))
                .collect(Collectors.joining(","));
        LibUtils.checkStatus();
        handle = TokenizersLibrary.LIB.createTokenizerFromString("{\"version\":\"1.0\",\"added_tokens\":[],"
                + "\"normalizer\":" + normalizer + ",\"pre_tokenizer\":" + preTokenizer
                + ",\"post_processor\":null,\"decoder\":null,"
                + "\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,\"vocab\":{" + bytes + "},\"merges\":[]}}");
    }

    /** One word after normalizing: its text, and for each of its code points the code points of the original text. */
    record Word(String text, List<String> spans) {}

    List<String> split(String text) {
        return words(text).stream().map(Word::text).toList();
    }

    List<Word> words(String text) {
        long encoding = TokenizersLibrary.LIB.encode(handle, text, false);
        try {
            long[] bytes = TokenizersLibrary.LIB.getTokenIds(encoding);
            long[] wordOfByte = TokenizersLibrary.LIB.getWordIds(encoding);
            CharSpan[] spans = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
            List<Word> words = new ArrayList<>();
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            List<String> wordSpans = new ArrayList<>();
            for (int i = 0; i < bytes.length; i++) {
                word.write((int) bytes[i]);
                if ((bytes[i] & 0xC0) != 0x80) {
                    wordSpans.add(spans[i].getStart() + "-" + spans[i].getEnd());
                }
                if (i + 1 == bytes.length || wordOfByte[i + 1] != wordOfByte[i]) {
                    words.add(new Word(word.toString(StandardCharsets.UTF_8), List.copyOf(wordSpans)));
                    word.reset();
                    wordSpans.clear();
                }
            }
            return words;
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
    }
}
