package dev.cloze.corpora.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;

/**
 * The text of messages: all parts that are plain text or HTML and not attachments; of alternatives the plain one. Header
 * fields are no text.
 */
final class MailExtraction implements Extraction {
    private static final MimeConfig LENIENT = new MimeConfig.Builder()
            .setStrictParsing(false)
            .setMaxLineLen(-1)
            .setMaxHeaderLen(-1)
            .setMaxHeaderCount(-1)
            .setMaxContentLen(-1)
            .build();

    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    private final boolean mbox;

    /**
     * Reads messages.
     *
     * @param mbox whether a block holds several, each after a line that begins with {@code From }
     */
    MailExtraction(boolean mbox) {
        this.mbox = mbox;
    }

    @Override
    public void extract(RawRecord record, Gathering gathering) {
        byte[] bytes = record.content();
        if (!mbox) {
            addMessage(record.source(), bytes, 0, bytes.length, gathering);
            return;
        }
        RecordEnds ends = new MailEnds();
        long line = record.line();
        int from = 0;
        while (from < bytes.length) {
            int found = ends.nextEnd(bytes, from, bytes.length);
            int end = found < 0 ? bytes.length : found;
            addMessage(Sources.line(record.source(), line), bytes, afterFromLine(bytes, from, end), end, gathering);
            line += LineFeeds.count(bytes, from, end);
            from = end;
        }
    }

    private static int afterFromLine(byte[] bytes, int from, int end) {
        for (int i = 0; i < FROM.length; i++) {
            if (from + i >= end || bytes[from + i] != FROM[i]) {
                return from;
            }
        }
        int i = from;
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return Math.min(end, i + 1);
    }

    private void addMessage(String source, byte[] bytes, int from, int to, Gathering gathering) {
        Parts parts = new Parts(source, gathering);
        MimeTokenStream tokens = new MimeTokenStream(LENIENT);
        tokens.parse(new ByteArrayInputStream(bytes, from, to - from));
        try {
            for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
                parts.take(state, tokens);
            }
        } catch (IOException | MimeException e) {
            gathering.find(ReadReason.DAMAGED_RECORD, source, "a message in MIME", String.valueOf(e.getMessage()));
        }
        String text = parts.text();
        gathering.add(source, 0, mbox ? withoutEscapes(text) : text);
    }

    /** An mbox writes {@code >From } where a line of a message begins with the word. */
    private static String withoutEscapes(String text) {
        String unescaped = text.replace("\n>From ", "\nFrom ");
        return unescaped.startsWith(">From ") ? unescaped.substring(1) : unescaped;
    }

    /** The parts of a message as they come. */
    private static final class Parts {
        private final String source;
        private final Gathering gathering;
        private final Deque<Level> levels = new ArrayDeque<>();
        private Optional<String> charset = Optional.empty();
        private boolean attachment;

        Parts(String source, Gathering gathering) {
            this.source = source;
            this.gathering = gathering;
            levels.push(new Level(false));
        }

        void take(EntityState state, MimeTokenStream tokens) throws IOException {
            switch (state) {
                case T_START_HEADER -> {
                    charset = Optional.empty();
                    attachment = false;
                }
                case T_FIELD -> takeField(tokens.getField());
                case T_START_MULTIPART ->
                    levels.push(new Level(
                            tokens.getBodyDescriptor().getMimeType().equalsIgnoreCase("multipart/alternative")));
                case T_END_MULTIPART -> endLevel();
                case T_BODY -> takeBody(tokens);
                default -> {
                    // Preambles and epilogues are for programs that do not know MIME.
                }
            }
        }

        private void takeField(Field field) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (name.equals("content-type")) {
                charset = HtmlExtraction.valueAfter(field.getBody().toLowerCase(Locale.ROOT), "charset");
            } else if (name.equals("content-disposition")) {
                attachment = field.getBody().strip().toLowerCase(Locale.ROOT).startsWith("attachment");
            }
        }

        private void takeBody(MimeTokenStream tokens) throws IOException {
            String type = tokens.getBodyDescriptor().getMimeType().toLowerCase(Locale.ROOT);
            boolean html = type.equals("text/html");
            if (attachment || !(html || type.equals("text/plain"))) {
                return;
            }
            byte[] body = tokens.getDecodedInputStream().readAllBytes();
            Optional<String> declared = charset.isPresent() || !html ? charset : HtmlExtraction.declaredIn(body);
            DecodedText decoded = DecodedText.of(body, declared);
            if (gathering.accept(source, decoded)) {
                levels.getFirst().add(html, html ? HtmlText.of(decoded.text()) : Paragraphs.ofFile(decoded.text()));
            }
        }

        private void endLevel() {
            if (levels.size() > 1) {
                String text = levels.pop().text();
                levels.getFirst().add(false, text);
            }
        }

        String text() {
            while (levels.size() > 1) {
                endLevel();
            }
            return levels.getFirst().text();
        }
    }

    /** The parts at one level of nesting. */
    private static final class Level {
        private final boolean alternatives;
        private final List<String> texts = new ArrayList<>();
        private Optional<String> html = Optional.empty();

        Level(boolean alternatives) {
            this.alternatives = alternatives;
        }

        void add(boolean isHtml, String text) {
            if (text.isEmpty()) {
                return;
            }
            if (alternatives && isHtml) {
                html = Optional.of(text);
            } else if (!alternatives || texts.isEmpty()) {
                texts.add(text);
            }
        }

        String text() {
            return texts.isEmpty() ? html.orElse("") : String.join("\n", texts);
        }
    }
}
