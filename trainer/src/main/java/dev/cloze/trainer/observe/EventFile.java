package dev.cloze.trainer.observe;

import dev.cloze.tokenizer.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * An event file of TensorBoard: records as TensorFlow's {@code RecordWriter} frames them, each an {@code Event} of its
 * {@code event.proto}, with numbers as {@code simple_value}. Each start of a run begins a file of its own with a
 * {@code SessionLog.START}, at which TensorBoard forgets what earlier files hold of this step and later ones; so steps that
 * a crash undid are shown once. Every event is written at once.
 */
public final class EventFile implements Closeable {
    private static final int MASK_DELTA = 0xa282ead8;
    private static final int ROTATION = 15;
    private static final double MILLIS = 1e-3;

    private final Path file;
    private final FileChannel channel;
    private final LongSupplier clock;

    private EventFile(Path file, FileChannel channel, LongSupplier clock) {
        this.file = file;
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * Begins the next event file of a folder, which is made if it is missing.
     *
     * @param step after how many steps the run goes on
     */
    public static EventFile begin(Path folder, long step) throws IOException {
        return begin(folder, step, System::currentTimeMillis);
    }

    static EventFile begin(Path folder, long step, LongSupplier clock) throws IOException {
        Files.createDirectories(folder);
        long files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(one -> one.getFileName().toString().contains("tfevents"))
                    .count();
        }
        Path file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.cloze", files));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        EventFile events = new EventFile(file, channel, clock);
        events.write(new Message().text(3, "brain.Event:2"), 0);
        if (step > 0) {
            events.write(new Message().message(7, new Message().number(1, 1)), step + 1);
        }
        return events;
    }

    /** Adds numbers of a step, by name. */
    public void add(long step, Map<String, Double> numbers) throws IOException {
        Message summary = new Message();
        numbers.forEach(
                (name, number) -> summary.message(1, new Message().text(1, name).real(2, number.floatValue())));
        write(new Message().message(5, summary), step);
    }

    private void write(Message content, long step) throws IOException {
        byte[] event = new Message()
                .real(1, clock.getAsLong() * MILLIS)
                .number(2, step)
                .raw(content)
                .bytes();
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + event.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(event.length);
        record.putInt(masked(record.array(), 0, Long.BYTES));
        record.put(event);
        record.putInt(masked(event, 0, event.length));
        record.flip();
        try {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            throw AtomicFile.named(file, e);
        }
    }

    private static int masked(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, ROTATION) + MASK_DELTA;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A message of protocol buffers: fields by their numbers. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int LONG = 1;
        private static final int LENGTH = 2;
        private static final int SHORT = 5;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] bytes() {
            return out.toByteArray();
        }

        Message number(int field, long value) {
            return value == 0 ? this : key(field, VARINT).varint(value);
        }

        Message real(int field, double value) {
            ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            key(field, LONG).out.writeBytes(buffer.putDouble(value).array());
            return this;
        }

        Message real(int field, float value) {
            ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            key(field, SHORT).out.writeBytes(buffer.putFloat(value).array());
            return this;
        }

        Message text(int field, String value) {
            return part(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return part(field, value.bytes());
        }

        Message raw(Message fields) {
            out.writeBytes(fields.bytes());
            return this;
        }

        private Message part(int field, byte[] value) {
            key(field, LENGTH).varint(value.length).out.writeBytes(value);
            return this;
        }

        private Message key(int field, int type) {
            return varint(((long) field << 3) | type);
        }

        private Message varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
            return this;
        }
    }
}
