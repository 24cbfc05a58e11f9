package io.nephrite.core.sweep;

import io.nephrite.core.event.Event;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at the newest version of every dataset and asks again for what it lacks. It asks only when work stands still:
 * the same is missing at two looks in a row, and meanwhile no record was on its way; or, where there is always traffic,
 * when the same has been missing for a long time. Before it asks it writes a numbered claim, so that of several
 * replicas one asks; each further time for the same lack it waits twice as long. Call {@link #look} from one thread at
 * a time.
 */
public final class Sweep {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private final ObjectStore results;
    private final Traffic traffic;
    private final Supplier<Set<String>> openJobs;
    private final Clock clock;
    private final Duration pause;
    private final Duration patience;
    private final Map<String, Look> looks = new HashMap<>();
    /** By key, so that a failure is read once and not at every look. */
    private final Map<String, Known> failures = new HashMap<>();

    /**
     * Makes a sweep over all datasets.
     *
     * @param results bucket of the services
     * @param openJobs ids of the trainer's open jobs
     * @param pause between two looks
     * @param patience how long the same may be missing while other work is under way
     */
    public Sweep(
            ObjectStore results,
            Traffic traffic,
            Supplier<Set<String>> openJobs,
            Clock clock,
            Duration pause,
            Duration patience) {
        this.results = results;
        this.traffic = traffic;
        this.openJobs = openJobs;
        this.clock = clock;
        this.pause = pause;
        this.patience = patience;
    }

    /**
     * Looks once at the newest version of every dataset.
     *
     * @return events to be published: what is missing and not under way
     */
    public List<Event> look() {
        // before the store is read: what is published after this cannot be taken for lost
        boolean isQuiet = traffic.isQuiet();
        Jobs jobs = new Jobs();
        List<Event> events = new ArrayList<>();
        List<String> datasets = results.folders("").stream()
                .filter(name -> !name.startsWith("_"))
                .toList();
        looks.keySet().retainAll(datasets);
        failures.keySet().removeIf(key -> !looks.containsKey(key.substring(0, key.indexOf('/'))));
        for (String dataset : datasets) {
            results.stat(ObjectKeys.current(dataset))
                    .ifPresent(current -> events.addAll(look(dataset, current, isQuiet, jobs)));
        }
        return events;
    }

    private List<Event> look(String dataset, ObjectInfo current, boolean isQuiet, Jobs jobs) {
        Optional<Look> before = Optional.ofNullable(looks.get(dataset))
                .filter(look -> look.sealing().equals(sealing(current)));
        if (before.filter(Look::isDone).isPresent()) {
            return List.of();
        }
        CurrentVersion newest = Json.read(results.bytes(current.key()), CurrentVersion.class);
        VersionId version = newest.of(dataset);
        MissingWork missing =
                MissingWork.of(results, version, newest.until(), failedSince(version, current.lastModified()), jobs);
        Instant now = clock.instant();
        String lack = signature(missing.requests());
        Optional<Look> same = before.filter(look -> look.lack().equals(lack));
        // a time without traffic counts from the first quiet look at the same lack
        Optional<Instant> quietSince =
                isQuiet ? same.flatMap(Look::quietSince).or(() -> Optional.of(now)) : Optional.empty();
        Look look = new Look(
                sealing(current), missing.isDone(), lack, same.map(Look::since).orElse(now), quietSince);
        looks.put(dataset, look);
        if (missing.requests().isEmpty() || !look.standsStill(now, pause, patience)) {
            return List.of();
        }
        return claim(version, lack, now) ? missing.requests() : List.of();
    }

    private static String sealing(ObjectInfo current) {
        return current.etag() + " " + current.lastModified();
    }

    private static String signature(List<Event> requests) {
        return ContentHash.of(requests.stream()
                .map(event -> event.header().eventId())
                .sorted()
                .collect(Collectors.joining("\n")));
    }

    /** Whether this replica is the one that asks now. */
    private boolean claim(VersionId version, String lack, Instant now) {
        List<ObjectInfo> claims = results.list(ObjectKeys.sweeps(version));
        int number = 1;
        int times = 1;
        if (!claims.isEmpty()) {
            ObjectInfo newest = claims.get(claims.size() - 1);
            Optional<Asked> asked = results.find(newest.key()).map(b -> Json.read(b, Asked.class));
            if (asked.isEmpty()) {
                return false; // another replica is just asking
            }
            boolean isSame = asked.get().lack().equals(lack);
            times = isSame ? asked.get().times() + 1 : 1;
            Duration wait = isSame ? pauseAfter(asked.get().times()) : pause;
            if (newest.lastModified().plus(wait).isAfter(now)) {
                return false;
            }
            number = asked.get().number() + 1;
        }
        if (!results.putIfAbsent(ObjectKeys.sweep(version, number), Json.bytes(new Asked(number, lack, times)))) {
            return false;
        }
        claims.forEach(old -> results.delete(old.key()));
        return true;
    }

    private Duration pauseAfter(int times) {
        Duration wait = pause.multipliedBy(1L << Math.min(times, 20));
        return wait.compareTo(LONGEST_PAUSE) < 0 ? wait : LONGEST_PAUSE;
    }

    /** What has failed since the version was sealed the last time. An outage that was reported is no failure. */
    private FailedUnits failedSince(VersionId version, Instant sealed) {
        Set<Unit> units = new HashSet<>();
        for (ObjectInfo object : results.list(ObjectKeys.failures(version.dataset()))) {
            RecordedFailure failure = failures.compute(
                            object.key(),
                            (key, known) -> known != null && known.etag().equals(object.etag())
                                    ? known
                                    : new Known(object.etag(), RecordedFailure.read(results, object)))
                    .failure();
            if (failure.event().version().equals(Optional.of(version.version()))
                    && !failure.event().code().kind().isWaitedFor()
                    && !failure.time().isBefore(sealed)) {
                units.add(failure.event().failedUnit());
            }
        }
        return new FailedUnits(units);
    }

    /**
     * What was seen of a dataset.
     *
     * @param sealing which sealing it was of
     * @param lack which requests would ask for what is missing
     * @param since when the same lack was seen first
     * @param quietSince when the same lack was seen first in a row of looks without traffic
     */
    private record Look(String sealing, boolean isDone, String lack, Instant since, Optional<Instant> quietSince) {
        boolean standsStill(Instant now, Duration pause, Duration patience) {
            // a timer may come a little early
            Instant latest = now.minus(pause.dividedBy(2));
            return quietSince.filter(from -> !from.isAfter(latest)).isPresent() || !since.isAfter(now.minus(patience));
        }
    }

    private record Known(String etag, RecordedFailure failure) {}

    /**
     * Body of a claim.
     *
     * @param times how often the same lack was asked for in a row
     */
    private record Asked(int number, String lack, int times) {}

    /** The open jobs, listed at most once a look. */
    private final class Jobs implements Supplier<Set<String>> {
        private Optional<Set<String>> listed = Optional.empty();

        @Override
        public Set<String> get() {
            if (listed.isEmpty()) {
                listed = Optional.of(openJobs.get());
            }
            return listed.get();
        }
    }
}
