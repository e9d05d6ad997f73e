package dev.cloze.corpora.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.pack.RowPacker.Piece;
import dev.cloze.corpora.sample.SampleCorpus;
import dev.cloze.corpora.shard.RandomStream;
import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BestFitPackerTest {
    @TempDir
    private Path folder;

    private BestFitPacker packer(RandomStream stream, int rowLength) throws IOException {
        stream.write(folder.resolve("shards"), 300, 1 << 20);
        return open(rowLength);
    }

    private BestFitPacker open(int rowLength) throws IOException {
        return BestFitPacker.open(TokenShards.open(folder.resolve("shards")), rowLength, folder.resolve("rows.index"));
    }

    /** By hand: 7, 5 and 4 open rows of 10; the 3 fits both the 7's (3 left) and others: it goes where it fits best. */
    @Test
    void aPieceGoesToTheRowThatItFillsBest() {
        BestFitBlock block = new BestFitBlock(new int[] {3, 5, 7, 4, 1, 10}, 10);
        assertThat(block.rows()).isEqualTo(3);
        // 10 alone; 7 + 3; 5 + 4 + 1
        assertThat(block.rowOf(5)).isZero();
        assertThat(block.rowOf(2)).isEqualTo(1).isEqualTo(block.rowOf(0));
        assertThat(block.rowOf(1)).isEqualTo(2).isEqualTo(block.rowOf(3)).isEqualTo(block.rowOf(4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 512, 3000})
    void everyTokenIsInOneRowAndDocumentsAreWholeWhereTheyFit(int rowLength) throws IOException {
        RandomStream stream = RandomStream.of(rowLength, 3000, 150, 300);
        BestFitPacker packer = packer(stream, rowLength);
        int[] tokens = stream.tokens();
        boolean[] seen = new boolean[tokens.length];
        long wholeDocuments = 0;
        for (long row = 0; row < packer.rows(); row++) {
            List<Piece> ofRow = packer.pieces(row);
            int[] expected = ofRow.stream()
                    .flatMapToInt(piece ->
                            Arrays.stream(tokens, (int) piece.position(), (int) piece.position() + piece.length()))
                    .toArray();
            assertThat(packer.row(row).ids()).isEqualTo(expected).hasSizeLessThanOrEqualTo(rowLength);
            assertThat(packer.row(row).documentStarts()).hasSameSizeAs(ofRow);
            for (Piece piece : ofRow) {
                for (int i = 0; i < piece.length(); i++) {
                    assertThat(seen[(int) piece.position() + i]).isFalse();
                    seen[(int) piece.position() + i] = true;
                }
            }
            wholeDocuments += ofRow.stream()
                    .filter(piece -> isWholeDocument(piece, stream))
                    .count();
        }
        assertThat(seen).doesNotContain(false);
        long fitting = stream.documents().stream()
                .filter(document -> document.length <= rowLength)
                .count();
        assertThat(wholeDocuments).isBetween(fitting * 9 / 10, fitting);
    }

    private static boolean isWholeDocument(Piece piece, RandomStream stream) {
        int document = Arrays.binarySearch(stream.starts(), piece.position());
        return document >= 0 && stream.documents().get(document).length == piece.length();
    }

    /** Words for tokens: what matters is how long real documents are, beside each other. */
    @ParameterizedTest
    @CsvSource({"wordnet, 128", "wordnet, 512", "dickens, 128", "dickens, 512", "europarl-en, 128", "europarl-en, 512"})
    void rowsOfTheSamplesAreFull(String sample, int rowLength) throws IOException {
        List<int[]> documents = new ArrayList<>();
        try (DocumentSource source = SampleCorpus.of("sample:" + sample).open()) {
            for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                documents.add(new int[new StringTokenizer(next.get().text()).countTokens() + 2]);
            }
        }
        BestFitPacker packer = packer(new RandomStream(documents), rowLength);
        double tokens =
                documents.stream().mapToLong(document -> document.length).sum();
        assertThat(tokens / rowLength / packer.rows()).isBetween(0.995, 1.0);
    }

    /** No two of them fit into a row, so that four of ten have to be cut. */
    @Test
    void documentsThatFillMoreThanHalfARowAreCutAsFarAsNeeded() throws IOException {
        List<int[]> documents = Collections.nCopies(5000, new int[60]);
        BestFitPacker packer = packer(new RandomStream(documents), 100);
        assertThat(packer.rows()).isBetween(3000L, 3015L);
        long whole = 0;
        for (long row = 0; row < packer.rows(); row++) {
            whole += packer.pieces(row).stream()
                    .filter(piece -> piece.length() == 60)
                    .count();
        }
        assertThat(whole).isBetween(2990L, 3030L);
    }

    @Test
    void rowsAreKeptUntilShardsOrLengthAreOthers() throws IOException {
        RandomStream stream = RandomStream.of(4, 500, 60, 300);
        packer(stream, 64);
        byte[] first = Files.readAllBytes(folder.resolve("rows.index"));
        Files.setLastModifiedTime(folder.resolve("rows.index"), FileTime.fromMillis(1_000_000));
        open(64);
        assertThat(Files.getLastModifiedTime(folder.resolve("rows.index")).toMillis())
                .isEqualTo(1_000_000);
        open(65);
        assertThat(Files.readAllBytes(folder.resolve("rows.index"))).isNotEqualTo(first);
        open(64);
        assertThat(Files.readAllBytes(folder.resolve("rows.index"))).isEqualTo(first);
    }

    @Test
    void aDamagedIndexIsNamed() throws IOException {
        packer(RandomStream.of(4, 500, 60, 300), 64);
        Path file = folder.resolve("rows.index");
        byte[] intact = Files.readAllBytes(file);
        for (int place : new int[] {0, 200, intact.length - 3}) {
            byte[] damaged = intact.clone();
            damaged[place] ^= 4;
            Files.write(file, damaged);
            assertThatThrownBy(() -> open(64))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("rows.index")
                    .hasMessageContaining("delete the file");
        }
        Files.write(file, Arrays.copyOf(intact, intact.length - 8));
        assertThatThrownBy(() -> open(64)).isInstanceOf(DataException.class);
    }
}
