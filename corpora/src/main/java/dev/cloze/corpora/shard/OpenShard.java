package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** One shard while it is written: tokens go to its own file, the document index to a second one until the end. */
final class OpenShard implements Closeable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path place;
    private final Path part;
    private final Path indexPart;
    private final FileChannel channel;
    private final FileChannel indexChannel;
    private final ByteBuffer tokenBuffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer indexBuffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private final TokenWidth width;
    private final int vocabularySize;
    private final int index;
    private final String tokenizerSha256;
    private final String corpusSha256;
    private long tokens;
    private long documents;

    OpenShard(Path place, int vocabularySize, int index, String tokenizerSha256, String corpusSha256)
            throws IOException {
        this.place = place;
        this.vocabularySize = vocabularySize;
        this.width = TokenWidth.ofVocabulary(vocabularySize);
        this.index = index;
        this.tokenizerSha256 = tokenizerSha256;
        this.corpusSha256 = corpusSha256;
        part = AtomicFile.part(place);
        indexPart = AtomicFile.part(place.resolveSibling(place.getFileName() + ".index"));
        channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            indexChannel = FileChannel.open(
                    indexPart,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.position(ShardHeader.BYTES);
    }

    boolean hasRoom(int more, long bytesPerShard) {
        return (tokens + more) * width.bytes() <= bytesPerShard;
    }

    void append(int[] document) throws IOException {
        if (indexBuffer.remaining() < Long.BYTES) {
            writeAll(indexChannel, indexBuffer.flip());
            indexBuffer.clear();
        }
        indexBuffer.putLong(tokens);
        for (int token : document) {
            if (tokenBuffer.remaining() < width.bytes()) {
                writeTokens();
            }
            width.put(tokenBuffer, token);
        }
        tokens += document.length;
        documents++;
    }

    /** Appends the index, writes the header and moves the file to its place. */
    ShardHeader finish() throws IOException {
        writeTokens();
        long tokensEnd = ShardHeader.BYTES + tokens * width.bytes();
        long indexAt = ShardHeader.indexAt(width, tokens);
        tokenBuffer.put(new byte[(int) (indexAt - tokensEnd)]);
        writeTokens();
        writeAll(indexChannel, indexBuffer.flip());
        indexChannel.position(0);
        while (indexChannel.read(tokenBuffer) >= 0) {
            writeTokens();
        }
        ShardHeader header = new ShardHeader(
                width, tokens, documents, vocabularySize, index, tokenizerSha256, corpusSha256, (int) crc.getValue());
        channel.position(0);
        writeAll(channel, header.encoded());
        channel.close();
        AtomicFile.finish(part, place);
        return header;
    }

    @Override
    public void close() throws IOException {
        try (channel;
                indexChannel) {
            Files.deleteIfExists(part);
            Files.deleteIfExists(indexPart);
        }
    }

    private void writeTokens() throws IOException {
        tokenBuffer.flip();
        crc.update(tokenBuffer.duplicate());
        writeAll(channel, tokenBuffer);
        tokenBuffer.clear();
    }

    private void writeAll(FileChannel target, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                target.write(bytes);
            }
        } catch (IOException e) {
            throw AtomicFile.named(place, e);
        }
    }
}
