package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.DataException;
import java.nio.ByteBuffer;

/** How a token lies in a shard. */
enum TokenWidth {
    UINT16(Short.BYTES) {
        @Override
        void put(ByteBuffer target, int token) {
            target.putShort((short) token);
        }

        @Override
        int get(ByteBuffer source, int at) {
            return Short.toUnsignedInt(source.getShort(at));
        }
    },
    UINT32(Integer.BYTES) {
        @Override
        void put(ByteBuffer target, int token) {
            target.putInt(token);
        }

        @Override
        int get(ByteBuffer source, int at) {
            return source.getInt(at);
        }
    };

    private static final int UINT16_VOCABULARY = 1 << Short.SIZE;

    private final int bytes;

    TokenWidth(int bytes) {
        this.bytes = bytes;
    }

    static TokenWidth ofVocabulary(int size) {
        return size <= UINT16_VOCABULARY ? UINT16 : UINT32;
    }

    static TokenWidth ofBytes(String where, int bytes) throws DataException {
        for (TokenWidth width : values()) {
            if (width.bytes == bytes) {
                return width;
            }
        }
        throw new DataException(where, "tokens of 2 or 4 bytes", String.valueOf(bytes));
    }

    int bytes() {
        return bytes;
    }

    abstract void put(ByteBuffer target, int token);

    abstract int get(ByteBuffer source, int at);
}
