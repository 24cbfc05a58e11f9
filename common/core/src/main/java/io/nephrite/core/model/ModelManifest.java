package io.nephrite.core.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code model.json}: what a model is and the SHA-256 of each of its files. It is written last, so a folder that has
 * one is whole.
 *
 * @param format names this form of the document
 * @param dataset that the model was trained on
 * @param configurations that predict; several are an ensemble
 * @param origin where the model came from, in words
 * @param remarks what was noticed when it was taken over
 * @param licence that the user gave
 * @param notes that the user gave
 * @param files by path inside the folder, model.json itself left out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelManifest(
        String format,
        String dataset,
        List<Member> configurations,
        String origin,
        List<String> remarks,
        Optional<String> licence,
        Optional<String> notes,
        SortedMap<String, ModelFile> files) {
    public static final String FILE = "model.json";
    public static final String PLANS = "plans.json";
    public static final String DATASET_JSON = "dataset.json";
    public static final String EXPERIMENT = "experiment.json";
    public static final String FINGERPRINT = "dataset_fingerprint.json";
    public static final String POSTPROCESSING = "postprocessing.json";
    public static final String FORMAT = "nephrite-model-1";

    /** Names of datasets and configurations, which become part of keys and paths. */
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    private static final String PATH = NAME + "(/" + NAME + "){0,4}";

    public ModelManifest {
        configurations = configurations == null ? List.of() : List.copyOf(configurations);
        remarks = remarks == null ? List.of() : List.copyOf(remarks);
        files = files == null ? new TreeMap<>() : new TreeMap<>(files);
    }

    /**
     * One configuration with its trainings.
     *
     * @param configuration such as {@code 3d_fullres}
     * @param folds such as {@code 0}, {@code 1}, {@code all}
     */
    public record Member(String configuration, List<String> folds) {
        public Member {
            folds = List.copyOf(folds);
        }
    }

    /**
     * The size and hash of one file of a model.
     *
     * @param sha256 hex, lower case
     */
    public record ModelFile(long bytes, String sha256) {}

    /**
     * Reads model.json.
     *
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where the document is none of ours, or not whole
     */
    public static ModelManifest parse(byte[] json, String place) {
        ModelManifest manifest;
        try {
            manifest = Json.read(json, ModelManifest.class);
        } catch (IllegalArgumentException e) {
            throw invalid(place, e.getMessage() + "; copy the model again", e);
        }
        if (!FORMAT.equals(manifest.format)) {
            throw invalid(place, "format is " + manifest.format + ", expected " + FORMAT + "; use a newer Nephrite");
        }
        if (manifest.dataset == null
                || !manifest.dataset.matches(NAME)
                || manifest.configurations.isEmpty()
                || manifest.files.isEmpty()
                || !manifest.files.keySet().stream().allMatch(path -> path.matches(PATH))) {
            throw invalid(
                    place,
                    "found no dataset, configurations or files, or names that are no names of files inside a folder;"
                            + " copy the model again");
        }
        return manifest;
    }

    private static PipelineException invalid(String place, String what) {
        return new PipelineException(FailureCode.INVALID_MODEL, place + ": " + what);
    }

    private static PipelineException invalid(String place, String what, Exception cause) {
        return new PipelineException(FailureCode.INVALID_MODEL, place + ": " + what, cause);
    }

    /** The same for the same dataset, files, licence and notes, wherever the model came from. */
    @JsonIgnore
    public String id() {
        StringBuilder content = new StringBuilder(dataset);
        content.append('\n').append(licence.orElse("")).append('\n').append(notes.orElse(""));
        files.forEach(
                (path, file) -> content.append('\n').append(path).append(' ').append(file.sha256()));
        return ContentHash.of(content.toString());
    }

    @JsonIgnore
    public long bytes() {
        return files.values().stream().mapToLong(ModelFile::bytes).sum();
    }
}
