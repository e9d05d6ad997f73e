package dev.cloze.corpora.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenShardsTest {
    /** Mapping segments of 256 bytes: what happens at 1 GiB happens here every few tokens. */
    private static final int TINY_SEGMENTS = 8;

    @TempDir
    Path folder;

    private Path shard(int index) {
        return folder.resolve("train-000" + index + ".shard");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"300,1000000", "300,700", "65536,500", "65537,500", "200000,1", "2000000000,4096"})
    void whatWasWrittenIsRead(int vocabularySize, long bytesPerShard) throws IOException {
        RandomStream stream = RandomStream.of(11, 100, 60, vocabularySize);
        int[] tokens = stream.tokens();
        long[] starts = stream.starts();
        ShardManifest manifest = stream.write(folder, vocabularySize, bytesPerShard);
        assertThat(ShardManifest.read(folder)).isEqualTo(manifest);

        TokenShards shards = TokenShards.open(folder, TINY_SEGMENTS);
        shards.verify();
        shards.requireTokenizer(RandomStream.TOKENIZER);
        assertThat(shards.tokens()).isEqualTo(tokens.length);
        assertThat(shards.documents()).isEqualTo(100);
        int[] read = new int[tokens.length];
        shards.read(0, read, 0, read.length);
        assertThat(read).isEqualTo(tokens);
        int document = -1;
        for (int i = 0; i < tokens.length; i++) {
            assertThat(shards.token(i)).isEqualTo(tokens[i]);
            if (document + 1 < starts.length && starts[document + 1] == i) {
                document++;
                assertThat(shards.documentStart(document)).isEqualTo(i);
            }
            assertThat(shards.documentAt(i)).isEqualTo(document);
        }
    }

    @Test
    void anyRangeIsTheStreamsOwn() throws IOException {
        RandomStream stream = RandomStream.of(5, 40, 30, 300);
        stream.write(folder, 300, 150);
        int[] tokens = stream.tokens();
        TokenShards shards = TokenShards.open(folder, TINY_SEGMENTS);
        for (int from = 0; from < tokens.length; from += 7) {
            for (int length = 0; from + length <= tokens.length; length += 13) {
                int[] read = new int[length + 2];
                shards.read(from, read, 1, length);
                for (int i = 0; i < length; i++) {
                    assertThat(read[i + 1]).isEqualTo(tokens[from + i]);
                }
            }
        }
    }

    @Test
    void shardsBeginWithADocumentAndKeepToTheirSize() throws IOException {
        RandomStream stream = RandomStream.of(3, 200, 50, 300);
        ShardManifest manifest = stream.write(folder, 300, 400);
        assertThat(manifest.shards())
                .hasSizeGreaterThan(10)
                .allSatisfy(shard -> assertThat(shard.tokens()).isLessThanOrEqualTo(200));
        long tokens = 0;
        for (ShardManifest.Shard shard : manifest.shards()) {
            assertThat(stream.starts()).contains(tokens);
            tokens += shard.tokens();
        }
    }

    @Test
    void severalThreadsReadTheSame() throws IOException {
        RandomStream stream = RandomStream.of(8, 300, 50, 300);
        stream.write(folder, 300, 2000);
        int[] tokens = stream.tokens();
        TokenShards shards = TokenShards.open(folder, TINY_SEGMENTS);
        assertThat(IntStream.range(0, 100_000)
                        .parallel()
                        .map(i -> i * 31 % tokens.length)
                        .allMatch(i -> shards.token(i) == tokens[i]))
                .isTrue();
    }

    @Test
    void everyFlippedByteIsFound() throws IOException {
        RandomStream.of(2, 9, 12, 300).write(folder, 300, 1_000_000);
        byte[] whole = Files.readAllBytes(shard(0));
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Files.write(shard(0), damaged);
            assertThatThrownBy(() -> TokenShards.open(folder, TINY_SEGMENTS).verify())
                    .as("byte %d", at)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(shard(0) + ": expected ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 500})
    void aTruncatedShardIsFoundAtOpen(int length) throws IOException {
        RandomStream.of(2, 50, 30, 300).write(folder, 300, 1_000_000);
        byte[] whole = Files.readAllBytes(shard(0));
        Files.write(shard(0), Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> TokenShards.open(folder)).isInstanceOf(DataException.class);
        Files.write(shard(0), Arrays.copyOf(whole, whole.length + 8));
        assertThatThrownBy(() -> TokenShards.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(shard(0) + ": expected " + whole.length + " bytes, got " + (whole.length + 8)
                        + " (delete the folder of shards, it is made again)");
    }

    @Test
    void aShardOfAnotherTokenizerIsNamedWithBothHashes() throws IOException {
        RandomStream stream = RandomStream.of(2, 50, 30, 300);
        stream.write(folder, 300, 400);
        Path other = folder.resolve("other");
        try (ShardWriter writer = new ShardWriter(other, "train", 300, "9a02".repeat(16), RandomStream.CORPUS, 400)) {
            for (int[] document : stream.documents()) {
                writer.append(document);
            }
            writer.finish();
        }
        Files.copy(other.resolve("train-0002.shard"), shard(2), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> TokenShards.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(shard(2)
                        + ": expected vocabulary 5f1c5f1c5f1c5f1c…, got 9a029a029a029a02… (delete the"
                        + " folder of shards, it is made again)");
        TokenShards shards = TokenShards.open(other);
        assertThatThrownBy(() -> shards.requireTokenizer(RandomStream.TOKENIZER))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected vocabulary 5f1c5f1c5f1c5f1c…, got 9a029a029a029a02…");
    }

    @Test
    void shardsThatWereSwappedOrAreMissingAreFound() throws IOException {
        RandomStream.of(2, 50, 30, 300).write(folder, 300, 400);
        Files.copy(shard(1), shard(2), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> TokenShards.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        shard(2) + ": expected shard number 2, got 1 (delete the folder of shards, it is made again)");
        Files.delete(shard(2));
        assertThatThrownBy(() -> TokenShards.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("got no file");
    }

    @Test
    void aWriterThatDidNotFinishLeavesNoManifestAndTheNextBeginsAnew() throws IOException {
        RandomStream stream = RandomStream.of(2, 50, 30, 300);
        stream.write(folder, 300, 200);
        try (ShardWriter writer =
                new ShardWriter(folder, "train", 300, RandomStream.TOKENIZER, RandomStream.CORPUS, 400)) {
            assertThat(names()).isEmpty();
            for (int[] document : stream.documents()) {
                writer.append(document);
            }
        }
        assertThat(names()).isNotEmpty().allMatch(name -> name.endsWith(".shard"));
        assertThatThrownBy(() -> TokenShards.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("manifest.json: expected the manifest of finished shards, got no file");
        // What a killed process leaves.
        Files.writeString(folder.resolve("train-0077.shard.part"), "x");
        Files.writeString(folder.resolve("train-0077.shard.index.part"), "x");
        stream.write(folder, 300, 1_000_000);
        assertThat(names()).containsExactly("manifest.json", "train-0000.shard");
    }

    @Test
    void aDamagedManifestIsFound() throws IOException {
        RandomStream.of(2, 50, 30, 300).write(folder, 300, 400);
        Path file = folder.resolve("manifest.json");
        String whole = Files.readString(file);
        for (String damaged : List.of(
                "",
                "{}",
                "[]",
                whole.substring(0, whole.length() / 2),
                whole.replaceFirst("\"tokens\": ", "\"tokens\": 9"),
                whole.replaceFirst("\"formatVersion\": 1", "\"formatVersion\": 2"),
                whole.replace("\"file\"", "\"fill\""))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> TokenShards.open(folder))
                    .as(damaged)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file.toString());
        }
    }

    @Test
    void aTokenOutsideTheVocabularyIsTheCallersBug() throws IOException {
        try (ShardWriter writer =
                new ShardWriter(folder, "train", 300, RandomStream.TOKENIZER, RandomStream.CORPUS, 400)) {
            assertThatIllegalArgumentException().isThrownBy(() -> writer.append(new int[] {300}));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.append(new int[] {-1}));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.append(new int[0]));
        }
    }

    @Test
    void theFileIsWhatItsDescriptionSays() throws IOException {
        new RandomStream(List.of(new int[] {2, 258, 3})).write(folder, 300, 400);
        byte[] file = Files.readAllBytes(shard(0));
        assertThat(file).hasSize(128 + 8 + 8);
        assertThat(file).startsWith('C', 'L', 'Z', 'S', 'H', 'A', 'R', 'D', 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0);
        assertThat(Arrays.copyOfRange(file, 128, file.length))
                .containsExactly(2, 0, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
