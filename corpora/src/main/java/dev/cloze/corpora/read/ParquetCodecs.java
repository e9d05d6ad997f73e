package dev.cloze.corpora.read;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** The codecs of Parquet's pages without Hadoop: none, Snappy, gzip and Zstandard. */
final class ParquetCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("only reads");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Pages((page, length) -> page);
            case SNAPPY -> new Pages((page, length) -> Snappy.uncompress(page));
            case GZIP ->
                new Pages((page, length) -> exactly(new GZIPInputStream(new ByteArrayInputStream(page)), length));
            case ZSTD ->
                new Pages((page, length) ->
                        exactly(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(page)), length));
            default -> throw new IllegalArgumentException("codec: expected none, Snappy, gzip or zstd, got " + codec);
        };
    }

    /** No more than the page says it has: a page that grows is damaged, or made to grow. */
    private static byte[] exactly(InputStream in, int length) throws IOException {
        try (in) {
            return in.readNBytes(length);
        }
    }

    @Override
    public void release() {
        // Nothing is kept.
    }

    /** Unpacks the bytes of a page. */
    @FunctionalInterface
    private interface Unpacking {
        byte[] unpack(byte[] page, int length) throws IOException;
    }

    private record Pages(Unpacking unpacking) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput page, int length) throws IOException {
            byte[] unpacked = unpacking.unpack(page.toInputStream().readAllBytes(), length);
            if (unpacked.length != length) {
                throw new IOException("a page of " + length + " bytes was announced, and has " + unpacked.length);
            }
            return BytesInput.from(unpacked);
        }

        @Override
        public void decompress(ByteBuffer page, int pageBytes, ByteBuffer target, int length) throws IOException {
            byte[] packed = new byte[pageBytes];
            page.get(packed);
            target.put(unpacking.unpack(packed, length));
        }

        @Override
        public void release() {
            // Nothing is kept.
        }
    }
}
