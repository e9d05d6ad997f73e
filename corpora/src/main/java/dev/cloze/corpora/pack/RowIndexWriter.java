package dev.cloze.corpora.pack;

import dev.cloze.corpora.pack.RowPacker.Piece;
import dev.cloze.tokenizer.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes an index of rows: pieces to its own file, the rows' first pieces to a second one until the end. */
final class RowIndexWriter implements Closeable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path place;
    private final RowIndex.Key key;
    private final Path part;
    private final Path firstsPart;
    private final FileChannel channel;
    private final FileChannel firstsChannel;
    private final ByteBuffer pieceBuffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer firstsBuffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long rows;
    private long pieces;

    RowIndexWriter(Path place, RowIndex.Key key) throws IOException {
        this.place = place;
        this.key = key;
        part = AtomicFile.part(place);
        firstsPart = AtomicFile.part(place.resolveSibling(place.getFileName() + ".firsts"));
        channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            firstsChannel = FileChannel.open(
                    firstsPart,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.position(RowIndex.HEADER_BYTES);
    }

    void append(List<Piece> row) throws IOException {
        appendFirst();
        for (Piece piece : row) {
            if (!pieceBuffer.hasRemaining()) {
                writePieces();
            }
            pieceBuffer.putLong(piece.position() << RowIndex.LENGTH_BITS | piece.length());
        }
        pieces += row.size();
        rows++;
    }

    void finish() throws IOException {
        appendFirst();
        writePieces();
        write(firstsChannel, firstsBuffer.flip());
        firstsChannel.position(0);
        while (firstsChannel.read(pieceBuffer) >= 0) {
            writePieces();
        }
        channel.position(0);
        write(channel, new RowIndex.Header(key, rows, pieces, (int) crc.getValue()).encoded());
        channel.close();
        AtomicFile.finish(part, place);
    }

    @Override
    public void close() throws IOException {
        try (channel;
                firstsChannel) {
            Files.deleteIfExists(part);
            Files.deleteIfExists(firstsPart);
        }
    }

    private void appendFirst() throws IOException {
        if (!firstsBuffer.hasRemaining()) {
            write(firstsChannel, firstsBuffer.flip());
            firstsBuffer.clear();
        }
        firstsBuffer.putLong(pieces);
    }

    private void writePieces() throws IOException {
        pieceBuffer.flip();
        crc.update(pieceBuffer.duplicate());
        write(channel, pieceBuffer);
        pieceBuffer.clear();
    }

    private void write(FileChannel target, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                target.write(bytes);
            }
        } catch (IOException e) {
            throw AtomicFile.named(place, e);
        }
    }
}
