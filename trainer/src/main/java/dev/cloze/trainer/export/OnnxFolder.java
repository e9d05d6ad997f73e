package dev.cloze.trainer.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A folder with an ONNX file and the tokenizer's files. */
final class OnnxFolder implements Content {
    private final OnnxFile file;
    private final TokenizerCopy tokenizer;

    OnnxFolder(OnnxFile file, TokenizerCopy tokenizer) {
        this.file = file;
        this.tokenizer = tokenizer;
    }

    @Override
    public void write(Path folder) throws IOException {
        Files.createDirectory(folder);
        file.write(folder.resolve(OnnxFile.NAME));
        tokenizer.write(folder);
    }

    @Override
    public Map<String, Difference> check(Path folder, PaddedRows batch) throws IOException {
        return file.check(folder.resolve(OnnxFile.NAME), batch);
    }

    @Override
    public String checkedWith() {
        return "ONNX Runtime";
    }
}
