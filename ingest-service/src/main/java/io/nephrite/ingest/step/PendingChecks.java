package io.nephrite.ingest.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.pipeline.ObjectKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which cases of one dataset are checked, and which checks were asked for. Not thread-safe. */
final class PendingChecks {
    private final String dataset;
    private final Clock clock;
    private final Set<String> checkKeys = new HashSet<>();
    private final Map<String, Pending> byCase = new HashMap<>();

    PendingChecks(String dataset, Clock clock) {
        this.dataset = dataset;
        this.clock = clock;
    }

    /** The findings that are there. */
    void reload(Collection<String> keys) {
        checkKeys.clear();
        checkKeys.addAll(keys);
    }

    void clear() {
        byCase.clear();
    }

    /** Other cases are not known any more. What was asked for of these cases stays asked for. */
    void retain(Set<String> caseIds) {
        byCase.keySet().retainAll(caseIds);
    }

    /** A case has no files to be checked any more, or not yet. */
    void drop(String caseId) {
        byCase.remove(caseId);
    }

    /** A request for the check of these files, where they are neither checked nor asked for. */
    List<Event> request(CaseFiles files) {
        if (checkKeys.contains(ObjectKeys.check(dataset, files))) {
            byCase.remove(files.caseId());
            return List.of();
        }
        Pending open = byCase.get(files.caseId());
        if (open != null && open.files.contentId().equals(files.contentId())) {
            return List.of();
        }
        byCase.put(files.caseId(), new Pending(files, clock.instant()));
        return List.of(event(files, 0));
    }

    void checked(String caseId, String contentId, String checkKey) {
        checkKeys.add(checkKey);
        Pending open = byCase.get(caseId);
        if (open != null && open.files.contentId().equals(contentId)) {
            byCase.remove(caseId);
        }
    }

    /** Asks again for checks that were asked for too long ago: their events were lost. */
    List<Event> overdue(Duration age) {
        Instant since = clock.instant().minus(age);
        List<Event> events = new ArrayList<>();
        for (Pending open : byCase.values()) {
            if (open.askedAt.isBefore(since)) {
                open.askedAt = clock.instant();
                events.add(event(open.files, open.attempts++));
            }
        }
        return events;
    }

    boolean isEmpty() {
        return byCase.isEmpty();
    }

    int size() {
        return byCase.size();
    }

    /** A case whose check was asked for first. */
    Optional<String> first() {
        return byCase.entrySet().stream()
                .min(Comparator.comparing((Map.Entry<String, Pending> e) -> e.getValue().firstAskedAt)
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }

    private Event event(CaseFiles files, int attempt) {
        return new CaseCheckRequested(
                EventHeader.root("case-check-requested", dataset, files.contentId(), Integer.toString(attempt)),
                dataset,
                files);
    }

    private static final class Pending {
        private final CaseFiles files;
        private final Instant firstAskedAt;
        private Instant askedAt;
        private int attempts = 1;

        Pending(CaseFiles files, Instant askedAt) {
            this.files = files;
            this.firstAskedAt = askedAt;
            this.askedAt = askedAt;
        }
    }
}
