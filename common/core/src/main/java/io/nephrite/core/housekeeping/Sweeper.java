package io.nephrite.core.housekeeping;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.OpenJobs;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes what nothing needs: what ended work has left behind, versions that were asked to go, and what was computed
 * from files that no version has any more. Users' uploads, models, and all that a version which stays or its report
 * needs are kept.
 *
 * <p>May run beside the services. A dataset is looked at only while it rests: no job of it is open, and nothing was
 * written in it, by users or services, for {@link SweepRules#age}. Before each hundred objects that is looked at again,
 * and an object that was written again meanwhile is kept. What remains is that somebody brings an old file back within
 * the very moment in which its results are deleted; with the usual age that takes a file that nobody has touched for a
 * day. Safe to repeat, and to kill.
 */
public final class Sweeper {
    private static final int LOOKED_AT_AGAIN = 100;
    private static final String NO_DATASET = "_";

    private final ObjectStore datasets;
    private final ObjectStore results;
    private final Clock clock;

    /**
     * Makes a sweeper of both buckets.
     *
     * @param datasets bucket of users
     * @param results bucket of the services
     * @param clock of this machine; wrong by no more than a small part of the age that is asked for
     */
    public Sweeper(ObjectStore datasets, ObjectStore results, Clock clock) {
        this.datasets = datasets;
        this.results = results;
        this.clock = clock;
    }

    /** Says what {@link #sweep} would delete. */
    public SweepResult look(SweepRules rules) {
        return run(rules, true, Instant.MAX);
    }

    /**
     * Deletes.
     *
     * @param until when to stop; the same call later goes on
     */
    public SweepResult sweep(SweepRules rules, Instant until) {
        return run(rules, false, until);
    }

    private SweepResult run(SweepRules rules, boolean isDryRun, Instant until) {
        Instant before = clock.instant().minus(rules.age());
        SweepResult.Sum sum = new SweepResult.Sum();
        Map<String, Set<String>> named = namedVersions();
        for (String dataset : results.folders("")) {
            if (dataset.startsWith(NO_DATASET)) {
                continue;
            }
            Optional<DatasetLeftovers> leftovers =
                    leftovers(dataset, rules, named.getOrDefault(dataset, Set.of()), before, sum);
            if (leftovers.isEmpty()) {
                continue;
            }
            if (isDryRun) {
                sum.add(dataset, leftovers.get().leftovers());
            } else if (!delete(dataset, leftovers.get(), before, until, sum)) {
                return sum.result(false, false);
            }
        }
        // after the datasets: what belongs to a version that has just gone belongs to none now
        List<Leftover> shared = SharedLeftovers.of(results, before);
        if (isDryRun) {
            sum.add(NO_DATASET, shared);
        } else if (!delete(NO_DATASET, shared, before, until, sum)) {
            return sum.result(false, false);
        }
        return sum.result(isDryRun, true);
    }

    /** What is to be deleted of a dataset that rests; empty where it does not. */
    private Optional<DatasetLeftovers> leftovers(
            String dataset, SweepRules rules, Set<String> named, Instant before, SweepResult.Sum sum) {
        List<ObjectInfo> listing = results.list(ObjectKeys.derived(dataset));
        Optional<String> work = workUnderWay(dataset, listing, before);
        if (work.isPresent()) {
            sum.leaveAlone(dataset, work.get());
            return Optional.empty();
        }
        try {
            return Optional.of(DatasetLeftovers.of(results, dataset, listing, rules, named, before));
        } catch (NoSuchObjectException | IllegalArgumentException e) {
            sum.leaveAlone(dataset, untold(e));
        } catch (PipelineException e) {
            if (e.code().kind() != FailureCode.Kind.BAD_INPUT) {
                throw e;
            }
            sum.leaveAlone(dataset, untold(e));
        }
        return Optional.empty();
    }

    private static String untold(RuntimeException e) {
        return "it is unknown what its versions need: " + e.getMessage();
    }

    /** Why a dataset does not rest; empty where it does. */
    private Optional<String> workUnderWay(String dataset, List<ObjectInfo> listing, Instant before) {
        List<String> jobs = openJobs(dataset);
        if (!jobs.isEmpty()) {
            return Optional.of("job " + jobs.get(0) + " is open");
        }
        return newest(dataset, listing, before)
                .or(() -> newest(dataset, datasets.list(ObjectKeys.uploads(dataset)), before))
                .map(object -> object.key() + " was written at " + object.lastModified());
    }

    private List<String> openJobs(String dataset) {
        return results.folders(ObjectKeys.jobs()).stream()
                .flatMap(queue -> new OpenJobs(results, queue).ofDataset(dataset).stream())
                .toList();
    }

    /** Apart from the markers of trainings: the sweeper itself writes them, and what trains writes much more. */
    private static Optional<ObjectInfo> newest(String dataset, List<ObjectInfo> listing, Instant before) {
        return listing.stream()
                .filter(object -> !object.lastModified().isBefore(before))
                .filter(object -> ObjectKeys.below(ObjectKeys.trainings(dataset), object.key())
                        .isEmpty())
                .findFirst();
    }

    /** Versions for which users have uploaded images: they stay, by dataset. */
    private Map<String, Set<String>> namedVersions() {
        Map<String, Set<String>> named = new HashMap<>();
        for (String model : datasets.folders(ObjectKeys.imagesToPredict())) {
            ChosenModel.versionOf(model)
                    .ifPresent(version -> named.computeIfAbsent(version.dataset(), d -> new HashSet<>())
                            .add(version.version()));
        }
        return named;
    }

    /** @return whether the time has sufficed */
    private boolean delete(
            String dataset, DatasetLeftovers leftovers, Instant before, Instant until, SweepResult.Sum sum) {
        List<Leftover> all = leftovers.leftovers();
        Optional<ObjectInfo> current = results.stat(ObjectKeys.current(dataset));
        Set<String> versions = Set.copyOf(results.folders(ObjectKeys.versions(dataset)));
        if (!all.isEmpty()) {
            leftovers.moved().forEach(results::put);
        }
        for (int from = 0; from < all.size(); from += LOOKED_AT_AGAIN) {
            boolean hasChanged = !results.stat(ObjectKeys.current(dataset)).equals(current)
                    || !versions.containsAll(results.folders(ObjectKeys.versions(dataset)))
                    || !openJobs(dataset).isEmpty();
            if (hasChanged) {
                sum.leaveAlone(dataset, "work on it has begun meanwhile");
                return true;
            }
            List<Leftover> some = all.subList(from, Math.min(all.size(), from + LOOKED_AT_AGAIN));
            if (!delete(dataset, some, before, until, sum)) {
                return false;
            }
        }
        return true;
    }

    /** @return whether the time has sufficed */
    private boolean delete(
            String dataset, List<Leftover> leftovers, Instant before, Instant until, SweepResult.Sum sum) {
        for (Leftover leftover : leftovers) {
            if (!clock.instant().isBefore(until)) {
                return false;
            }
            boolean isTheSame = results.stat(leftover.key())
                    .filter(now -> now.etag().equals(leftover.object().etag())
                            && now.lastModified().isBefore(before))
                    .isPresent();
            if (isTheSame) {
                results.delete(leftover.key());
                sum.add(dataset, List.of(leftover));
            }
        }
        return true;
    }
}
