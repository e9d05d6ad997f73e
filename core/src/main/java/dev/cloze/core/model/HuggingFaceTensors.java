package dev.cloze.core.model;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a HuggingFace folder as our parameters, and back: names of the family's table, with or without prefix,
 * projections joined, the unused rows of a position table left out.
 */
final class HuggingFaceTensors {
    private static final String POSITIONS = "embeddings.positions.weight";

    private final HuggingFaceConfig config;
    private final HuggingFaceNames names;
    private final TensorFiles files;
    /** The names that the files have, by the plain ones. */
    private final Map<String, String> written = new LinkedHashMap<>();

    private final Set<ModelPart> parts = EnumSet.of(ModelPart.ENCODER);
    private final List<ParameterSpec> parameters = new ArrayList<>();

    private HuggingFaceTensors(HuggingFaceConfig config, TensorFiles files) {
        this.config = config;
        this.files = files;
        names = config.family().names();
    }

    /**
     * Finds a folder's tensors and checks names and sizes.
     *
     * @throws DataException if some are missing, unknown or misshapen, all of which its message names
     */
    static HuggingFaceTensors open(Path folder, HuggingFaceConfig config) throws IOException {
        HuggingFaceTensors tensors = new HuggingFaceTensors(config, TensorFiles.open(folder));
        List<String> faults = new ArrayList<>();
        tensors.collectNames(faults);
        tensors.check(faults);
        if (!faults.isEmpty()) {
            throw new DataException(
                    tensors.files.place().toString(), "the tensors of config.json", String.join(", ", faults));
        }
        return tensors;
    }

    private void collectNames(List<String> faults) {
        for (String name : files.sizes().keySet()) {
            String other = written.putIfAbsent(names.plain(name), name);
            if (other != null) {
                faults.add(name + " again, beside " + other);
            }
        }
    }

    private void check(List<String> faults) {
        // The names of two billion layers would fill the memory before the first is found missing.
        if (config.encoder().layers() > files.sizes().size()) {
            faults.add(files.sizes().size() + " tensors for " + config.encoder().layers() + " layers");
            return;
        }
        Set<String> unknown = new HashSet<>(written.keySet());
        List<ParameterSpec> known = PartParameters.of(config);
        for (ParameterSpec spec : known) {
            ModelPart part = ModelPart.of(spec.name());
            if (part == ModelPart.ENCODER || holds(part, known)) {
                parts.add(part);
                parameters.add(spec);
                for (String name : names.of(spec.name())) {
                    unknown.remove(name);
                    checkSizes(spec, name, foreignSizes(config, spec), faults);
                }
            }
        }
        names.copies().forEach((copy, parameter) -> {
            if (unknown.remove(copy)) {
                parameters.stream()
                        .filter(spec -> spec.name().equals(parameter))
                        .findFirst()
                        .ifPresent(spec -> checkSizes(spec, copy, spec.sizes(), faults));
            }
        });
        unknown.removeAll(names.buffers());
        unknown.removeAll(names.leftOut());
        unknown.stream().map(written::get).sorted().forEach(name -> faults.add(name + " unknown"));
    }

    private boolean holds(ModelPart part, List<ParameterSpec> known) {
        return known.stream()
                .filter(spec -> ModelPart.of(spec.name()) == part)
                .flatMap(spec -> names.of(spec.name()).stream())
                .anyMatch(written::containsKey);
    }

    private void checkSizes(ParameterSpec spec, String name, long[] expected, List<String> faults) {
        if (!written.containsKey(name)) {
            faults.add((prefixed() ? names.full(spec.name(), name) : name) + " missing");
        } else if (!Arrays.equals(files.sizes().get(written.get(name)), expected)) {
            faults.add(written.get(name) + " of shape "
                    + Arrays.toString(files.sizes().get(written.get(name))) + " instead of "
                    + Arrays.toString(expected));
        }
    }

    private boolean prefixed() {
        return files.sizes().keySet().stream().anyMatch(name -> name.startsWith(names.prefix()));
    }

    /** The sizes of each of the tensors that make up a parameter. */
    private static long[] foreignSizes(HuggingFaceConfig config, ParameterSpec spec) {
        long[] sizes = spec.sizes();
        sizes[0] = sizes[0] / config.family().names().of(spec.name()).size() + unusedRows(config, spec);
        return sizes;
    }

    private static long unusedRows(HuggingFaceConfig config, ParameterSpec spec) {
        return spec.name().equals(POSITIONS) ? config.firstPosition() : 0;
    }

    /** The parts whose weights are there. */
    Set<ModelPart> parts() {
        return parts;
    }

    /** Tensors of parts that we have no use for, by the names that the files have. */
    List<String> leftOut() {
        return names.leftOut().stream()
                .filter(written::containsKey)
                .map(written::get)
                .sorted()
                .toList();
    }

    /**
     * The weights of parts by parameter name.
     *
     * @throws DataException if the files are damaged, or the decoder differs from the tokens' vectors
     */
    Map<String, float[]> read(Set<ModelPart> wanted) throws IOException {
        Set<String> wantedNames = new HashSet<>();
        List<ParameterSpec> specs = parameters.stream()
                .filter(spec -> wanted.contains(ModelPart.of(spec.name())))
                .toList();
        specs.forEach(spec -> names.of(spec.name()).forEach(name -> wantedNames.add(written.get(name))));
        if (wanted.contains(ModelPart.HEAD)) {
            names.copies().keySet().stream()
                    .filter(written::containsKey)
                    .forEach(copy -> wantedNames.add(written.get(copy)));
        }
        Map<String, Safetensors.Entry> tensors = files.read(wantedNames::contains);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : specs) {
            weights.put(spec.name(), joined(spec, tensors));
        }
        requireCopies(tensors, weights);
        return weights;
    }

    private float[] joined(ParameterSpec spec, Map<String, Safetensors.Entry> tensors) {
        List<String> theirs = names.of(spec.name());
        int skipped = Math.toIntExact(unusedRows(config, spec) * (spec.count() / spec.sizes()[0]));
        if (theirs.size() == 1 && skipped == 0) {
            return tensors.get(written.get(theirs.get(0))).data();
        }
        float[] numbers = new float[spec.count()];
        int block = numbers.length / theirs.size();
        for (int i = 0; i < theirs.size(); i++) {
            System.arraycopy(tensors.get(written.get(theirs.get(i))).data(), skipped, numbers, i * block, block);
        }
        return numbers;
    }

    private void requireCopies(Map<String, Safetensors.Entry> tensors, Map<String, float[]> weights)
            throws DataException {
        for (Map.Entry<String, String> copy : names.copies().entrySet()) {
            Safetensors.Entry tensor = tensors.get(written.get(copy.getKey()));
            if (tensor != null && !Arrays.equals(tensor.data(), weights.get(copy.getValue()))) {
                throw new DataException(
                        files.place() + ": " + written.get(copy.getKey()),
                        "the numbers of "
                                + written.get(names.of(copy.getValue()).get(0)) + ", which it is tied to",
                        "others");
            }
        }
    }

    /**
     * The tensors of weights as transformers names them, each in a block of its own.
     *
     * @param specs the parameters to write
     */
    static Map<String, Safetensors.Entry> write(
            HuggingFaceConfig config, List<ParameterSpec> specs, Map<String, float[]> weights) {
        HuggingFaceNames names = config.family().names();
        boolean head = specs.stream().anyMatch(spec -> ModelPart.of(spec.name()) == ModelPart.HEAD);
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        for (ParameterSpec spec : specs) {
            List<String> theirs = names.of(spec.name());
            float[] numbers = weights.get(spec.name());
            int block = numbers.length / theirs.size();
            int unused = Math.toIntExact(unusedRows(config, spec) * (numbers.length / spec.sizes()[0]));
            for (int i = 0; i < theirs.size(); i++) {
                float[] part = new float[unused + block];
                System.arraycopy(numbers, i * block, part, unused, block);
                String name = theirs.get(i);
                tensors.put(
                        head ? names.full(spec.name(), name) : name,
                        new Safetensors.Entry(foreignSizes(config, spec), part));
            }
        }
        return tensors;
    }
}
