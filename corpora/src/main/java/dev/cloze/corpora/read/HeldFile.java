package dev.cloze.corpora.read;

import java.io.ByteArrayInputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in memory. */
final class HeldFile implements InputFile {
    private final byte[] content;

    HeldFile(byte[] content) {
        this.content = content;
    }

    @Override
    public long getLength() {
        return content.length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream(new Bytes(content));
    }

    /** Bytes with a position that can be set. */
    private static final class Bytes extends ByteArrayInputStream {
        Bytes(byte[] content) {
            super(content);
        }

        int position() {
            return pos;
        }

        void position(long position) {
            pos = Math.toIntExact(position);
        }
    }

    private static final class Stream extends DelegatingSeekableInputStream {
        private final Bytes bytes;

        Stream(Bytes bytes) {
            super(bytes);
            this.bytes = bytes;
        }

        @Override
        public long getPos() {
            return bytes.position();
        }

        @Override
        public void seek(long position) {
            bytes.position(position);
        }
    }
}
