package io.nephrite.ingest.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.Work;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import io.nephrite.imaging.check.CaseCheck;
import io.nephrite.imaging.check.CaseChecker;
import java.util.List;
import java.util.Optional;

/** Checks one case. Reads datasets/, writes the findings to checks/. Safe to repeat. */
public final class CheckCaseStep implements Step<CaseCheckRequested> {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final DescriptionCache descriptions;

    public CheckCaseStep(ObjectStore datasets, ObjectStore results, DescriptionCache descriptions) {
        this.datasets = datasets;
        this.results = results;
        this.descriptions = descriptions;
    }

    @Override
    public Work work() {
        return Work.CHECK_CASE;
    }

    @Override
    public List<Event> handle(CaseCheckRequested event) {
        CaseFiles files = event.files();
        String key = ObjectKeys.check(event.dataset(), files);
        if (!results.exists(key)) {
            Optional<CaseCheck> check = check(event.dataset(), files);
            if (check.isEmpty()) {
                return List.of();
            }
            results.putIfAbsent(key, Json.bytes(check.get()));
        }
        return List.of(new CaseChecked(
                EventHeader.following(event, "case-checked"), event.dataset(), files.caseId(), files.contentId(), key));
    }

    /** @return empty where the request is out of date: what replaced the files asks for itself */
    private Optional<CaseCheck> check(String dataset, CaseFiles files) {
        Optional<Description> description = descriptions.current(dataset);
        if (description.isEmpty() || !isCurrent(files, description.get()) || !isStored(files)) {
            return Optional.empty();
        }
        CaseChecker checker = CaseChecker.of(description.get());
        CaseCheck check;
        try {
            check = checker.check(dataset, files, file -> datasets.get(file.key()));
        } catch (NoSuchObjectException e) {
            return Optional.empty();
        }
        // a file that was replaced while it was read would be judged under the old one's name
        return isStored(files) ? Optional.of(check) : Optional.empty();
    }

    private static boolean isCurrent(CaseFiles files, Description description) {
        return CaseFiles.of(
                        files.caseId(), files.images(), files.label(), files.companions(), description.declaration())
                .equals(files);
    }

    private boolean isStored(CaseFiles files) {
        return files.all().stream().allMatch(this::isStored);
    }

    private boolean isStored(StoredFile file) {
        return datasets.stat(file.key())
                .filter(info -> info.etag().equals(file.etag()))
                .isPresent();
    }
}
