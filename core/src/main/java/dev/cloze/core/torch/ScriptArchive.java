package dev.cloze.core.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive made in memory: a zip whose entries are stored, with the code of one class and pickles of an
 * object without attributes. The engine reads it as it reads a saved module.
 */
final class ScriptArchive {
    /** File format version 10: no operator upgraders run on loading. */
    private static final String FORMAT_VERSION = "10\n";

    private ScriptArchive() {}

    /** The code of the class that holds the methods. */
    static String code(List<ScriptMethod> methods) {
        StringBuilder code =
                new StringBuilder("class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        methods.forEach(method -> code.append(method.text()));
        return code.toString();
    }

    static byte[] bytes(List<ScriptMethod> methods) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            putAll(zip, object(), code(methods));
        } catch (IOException e) {
            throw new UncheckedIOException("in-memory zip", e);
        }
        return bytes.toByteArray();
    }

    /** All entries but those of tensors. */
    static void putAll(ZipOutputStream zip, byte[] object, String code) throws IOException {
        zip.setMethod(ZipOutputStream.STORED);
        put(zip, "data.pkl", object);
        put(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
        put(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
        put(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    }

    /** The pickle of {@code __torch__.M} with {@code training = True}. */
    private static byte[] object() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes("c__torch__\nM\n".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x88, 'u', 'b', '.'});
        return pickle.toByteArray();
    }

    static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("archive/" + name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
