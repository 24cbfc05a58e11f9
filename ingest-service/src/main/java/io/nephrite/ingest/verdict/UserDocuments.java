package io.nephrite.ingest.verdict;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.CaseGroups;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.ObjectKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the small documents that users put beside the description. */
public final class UserDocuments {
    /** A list of 100,000 cases has 2 MiB. */
    private static final long LARGEST_BYTES = 8 << 20;

    private final Map<String, StoredFile> files;
    private final Function<StoredFile, Optional<byte[]>> content;

    /**
     * Makes a reader of a dataset's documents.
     *
     * @param files of the dataset, by path
     * @param content reads one of them; empty where it is gone
     */
    public UserDocuments(Map<String, StoredFile> files, Function<StoredFile, Optional<byte[]>> content) {
        this.files = files;
        this.content = content;
    }

    /** Reads experiment.json. Returns the defaults if the dataset has no such file. */
    public Stated<Experiment> experiment() {
        return read(Experiment.FILE, Experiment.defaults(), UserDocuments::experiment);
    }

    private static Stated<Experiment> experiment(byte[] json) {
        try {
            return Stated.of(Experiment.parse(json));
        } catch (PipelineException e) {
            if (e.code() != FailureCode.INVALID_EXPERIMENT) {
                throw e;
            }
            return new Stated<>(
                    Experiment.defaults(),
                    List.of(Fault.of(FaultCode.EXPERIMENT_INVALID, e.getMessage(), "a valid experiment")
                            .in(Experiment.FILE)));
        }
    }

    /** Reads run.json. The whole pipeline runs if the dataset has no such file. */
    public Stated<Goal> goal() {
        return read(ObjectKeys.GOAL_FILE, Goal.REPORT, UserDocuments::goal);
    }

    private static Stated<Goal> goal(byte[] json) {
        try {
            return Stated.of(Goal.parse(json));
        } catch (IllegalArgumentException e) {
            return new Stated<>(
                    Goal.REPORT,
                    List.of(Fault.of(
                                    FaultCode.EXPERIMENT_INVALID,
                                    e.getMessage(),
                                    "{\"until\": \"plans\"} or another stage")
                            .mendedBy("correct run.json at the place named, or remove it")
                            .in(ObjectKeys.GOAL_FILE)));
        }
    }

    /** Reads groups.csv. Empty if the dataset has no such file. */
    public Stated<Optional<Map<String, String>>> groups() {
        return read(CaseGroups.FILE, Optional.empty(), csv -> {
            CaseGroups groups = CaseGroups.parse(csv);
            return new Stated<>(Optional.of(groups.byCase()), groups.faults());
        });
    }

    private <T> Stated<T> read(String name, T absent, Function<byte[], Stated<T>> reading) {
        Optional<StoredFile> file = Optional.ofNullable(files.get(name));
        if (file.filter(f -> f.size() > LARGEST_BYTES).isPresent()) {
            return new Stated<>(
                    absent,
                    List.of(Fault.of(
                                    FaultCode.DESCRIPTION_TOO_LARGE,
                                    file.get().size() + " bytes",
                                    "at most " + LARGEST_BYTES + " bytes")
                            .mendedBy("check that " + name + " is what its name says and not data")
                            .in(name)));
        }
        // what has gone since, an event or the next listing will tell
        return file.flatMap(content).map(reading).orElseGet(() -> Stated.of(absent));
    }
}
