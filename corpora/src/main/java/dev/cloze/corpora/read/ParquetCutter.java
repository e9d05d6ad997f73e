package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Takes a column of strings out of a Parquet file, one row group after another; other columns are not read. The memory is
 * that of the column in one row group. A file inside an archive is held whole, up to {@link #MOST_HELD_BYTES}.
 */
final class ParquetCutter implements Cutter {
    /** A larger file must lie on the disk, since Parquet is read from its end. */
    static final int MOST_HELD_BYTES = 64 << 20;

    private static final int BLOCK_CHARS = 1 << 17;

    private final Origin origin;
    private final ParquetFileReader reader;
    private final Optional<MessageType> column;
    private Optional<RecordReader<Group>> rows = Optional.empty();
    private long rowsLeft;
    private long row;

    ParquetCutter(Origin origin, InputStream in, Optional<Path> file, Optional<FieldPath> field) throws IOException {
        this.origin = origin;
        try (in) {
            InputFile input = file.isPresent() ? new LocalInputFile(file.get()) : held(origin, in);
            ParquetReadOptions options = new ParquetReadOptions.Builder(new PlainParquetConfiguration())
                    .withCodecFactory(new ParquetCodecs())
                    .build();
            this.reader = open(input, options);
        }
        this.column = column(field);
        if (column.isPresent()) {
            reader.setRequestedSchema(column.get());
        }
    }

    private static InputFile held(Origin origin, InputStream in) throws IOException {
        byte[] content = in.readNBytes(MOST_HELD_BYTES);
        if (content.length == MOST_HELD_BYTES && in.read() >= 0) {
            throw new DataException(
                    origin.source(),
                    "a Parquet file of at most " + MOST_HELD_BYTES + " bytes in an archive",
                    "a larger one");
        }
        return new HeldFile(content);
    }

    private ParquetFileReader open(InputFile input, ParquetReadOptions options) throws IOException {
        try {
            return ParquetFileReader.open(input, options);
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private DataException damaged(Exception fault) {
        String place = row == 0 ? origin.source() : origin.source() + ":row " + row;
        return new DataException(place, "Parquet data", String.valueOf(fault.getMessage()), fault);
    }

    private Optional<MessageType> column(Optional<FieldPath> field) throws IOException {
        MessageType schema = reader.getFileMetaData().getSchema();
        List<String> names = field.map(path -> List.of(path.toString())).orElse(FieldPath.CANDIDATES);
        for (String name : names) {
            if (schema.containsField(name) && isText(schema.getType(name))) {
                return Optional.of(new MessageType(schema.getName(), schema.getType(name)));
            }
        }
        origin.tally()
                .add(new ReadFinding(
                        ReadReason.NO_FIELD,
                        origin.source(),
                        "a column of strings " + String.join(" or ", names),
                        "columns "
                                + schema.getFields().stream()
                                        .map(Type::getName)
                                        .map(Sources::shown)
                                        .toList()));
        return Optional.empty();
    }

    private static boolean isText(Type type) {
        return type.isPrimitive()
                && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY;
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        if (column.isEmpty()) {
            return Optional.empty();
        }
        List<String> block = new ArrayList<>();
        long first = row + 1;
        int chars = 0;
        try {
            while (chars < BLOCK_CHARS && nextRowGroup()) {
                Group group = rows.get().read();
                row++;
                rowsLeft--;
                String text = group.getFieldRepetitionCount(0) == 0 ? "" : group.getString(0, 0);
                block.add(text);
                chars += text.length();
            }
        } catch (IOException | RuntimeException e) {
            if (block.isEmpty()) {
                throw damaged(e);
            }
            // The rows before the fault come first; the next call meets it again.
        }
        if (block.isEmpty()) {
            return Optional.empty();
        }
        RowsExtraction extraction =
                new RowsExtraction(block, first, "row", origin.settings().markup());
        return Optional.of(RawRecord.rows(origin.source(), extraction, origin.settings()));
    }

    private boolean nextRowGroup() throws IOException {
        while (rowsLeft == 0) {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                return false;
            }
            rowsLeft = pages.getRowCount();
            rows = Optional.of(new ColumnIOFactory()
                    .getColumnIO(column.get())
                    .getRecordReader(pages, new GroupRecordConverter(column.get())));
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
