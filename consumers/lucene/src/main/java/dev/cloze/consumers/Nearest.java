package dev.cloze.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Indexes vectors of length 1 and finds the nearest of others: arguments are a folder for the index, a file of
 * queries, one for the answers (for each query the numbers of the nearest, best first, each with its score), a file of the
 * vectors to index, how many to find.
 */
public final class Nearest {
    private static final String VECTOR = "vector";
    private static final String NUMBER = "number";
    /** The search is approximate; it keeps so many for each that is wanted. */
    private static final int CANDIDATES = 10;

    private Nearest() {}

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[4]);
        try (Directory index = FSDirectory.open(Path.of(arguments[0]))) {
            write(index, vectors(Path.of(arguments[3])));
            List<String> lines = new ArrayList<>();
            try (DirectoryReader reader = DirectoryReader.open(index)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                StoredFields fields = searcher.storedFields();
                for (float[] query : vectors(Path.of(arguments[1]))) {
                    StringBuilder line = new StringBuilder();
                    KnnFloatVectorQuery nearest = new KnnFloatVectorQuery(VECTOR, query, CANDIDATES * count);
                    for (ScoreDoc found : searcher.search(nearest, count).scoreDocs) {
                        line.append(fields.document(found.doc).get(NUMBER))
                                .append(' ')
                                .append(found.score)
                                .append(' ');
                    }
                    lines.add(line.toString());
                }
            }
            Files.write(Path.of(arguments[2]), lines);
        }
    }

    private static void write(Directory index, List<float[]> vectors) throws IOException {
        try (IndexWriter writer = new IndexWriter(index, new IndexWriterConfig())) {
            for (int i = 0; i < vectors.size(); i++) {
                Document document = new Document();
                document.add(new KnnFloatVectorField(VECTOR, vectors.get(i), VectorSimilarityFunction.DOT_PRODUCT));
                document.add(new StoredField(NUMBER, String.valueOf(i)));
                writer.addDocument(document);
            }
        }
    }

    private static List<float[]> vectors(Path file) throws IOException {
        List<float[]> vectors = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ");
            float[] vector = new float[words.length];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = Float.parseFloat(words[i]);
            }
            vectors.add(vector);
        }
        return vectors;
    }
}
