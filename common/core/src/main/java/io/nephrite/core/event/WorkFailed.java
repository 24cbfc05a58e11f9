package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import java.util.Optional;

/**
 * A unit of work has ended without its result.
 *
 * @param version absent before the dataset is sealed
 * @param stage name of the work for people, {@link Work#stage}
 * @param subject the unit for people, {@link Unit#subject}
 * @param message what was found, what was expected and what to do
 * @param work absent in events from before this field
 * @param caseId of a failure of a case
 * @param configuration of a failure of a fold, or of a case of a fold; absent in events from before this field
 * @param fold goes with the configuration
 */
public record WorkFailed(
        EventHeader header,
        String dataset,
        Optional<String> version,
        String stage,
        String subject,
        FailureCode code,
        String message,
        Optional<Work> work,
        Optional<String> caseId,
        Optional<String> configuration,
        Optional<String> fold)
        implements Event {
    /**
     * Makes an event about work that failed.
     *
     * @param version absent before the dataset is sealed
     */
    public static WorkFailed of(
            EventHeader header, Optional<String> version, Work work, Unit unit, FailureCode code, String message) {
        return new WorkFailed(
                header,
                unit.dataset(),
                version,
                work.stage(),
                unit.subject(),
                code,
                message,
                Optional.of(work),
                unit.caseId(),
                unit.foldId().map(FoldId::configuration),
                unit.foldId().map(FoldId::fold));
    }

    @JsonIgnore
    public Optional<VersionId> versionId() {
        return version.map(v -> new VersionId(dataset, v));
    }

    /** What was to be done. */
    @JsonIgnore
    public Work failedWork() {
        return work.orElseGet(() -> Work.ofStage(stage));
    }

    /** What it was to be done with. */
    @JsonIgnore
    public Unit failedUnit() {
        if (work.isEmpty()) {
            return unitOfSubject();
        }
        Optional<FoldId> foldId = versionId()
                .filter(v -> configuration.isPresent() && fold.isPresent())
                .map(v -> v.fold(configuration.get(), fold.get()));
        if (caseId.isPresent()) {
            return foldId.<Unit>map(f -> new Unit.OfFoldCase(f, caseId.get()))
                    .orElseGet(() -> new Unit.OfCase(dataset, caseId.get()));
        }
        return foldId.<Unit>map(Unit.OfFold::new).orElseGet(() -> new Unit.OfDataset(dataset));
    }

    /** Of an event from before the fields: three words name configuration and fold, one word dataset or case. */
    private Unit unitOfSubject() {
        if (subject.equals(dataset)) {
            return new Unit.OfDataset(dataset);
        }
        String[] words = subject.split(" ", -1);
        return words.length == 3 && words[1].equals("fold") && version.isPresent()
                ? new Unit.OfFold(versionId().get().fold(words[0], words[2]))
                : new Unit.OfCase(dataset, subject);
    }

    /** Whether a case has ended in that work for good, so that an experiment may let it be skipped. */
    public boolean endsCaseIn(Work caseWork) {
        return failedWork() == caseWork && caseWork.endsCase(code);
    }

    /** What follows from a failure is about the dataset; see {@link #failedUnit} for what has failed. */
    @Override
    public Unit unit() {
        return new Unit.OfDataset(dataset);
    }

    @Override
    public String partitionKey() {
        return dataset;
    }
}
