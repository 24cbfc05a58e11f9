package io.nephrite.core.housekeeping;

import io.nephrite.core.job.JobControl;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.OpenJobs;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Deletes whole datasets: uploads, images to predict and predictions, everything that was computed, and models where
 * that is asked for. First what is asked for is written down; then the dataset's jobs are cancelled and waited for;
 * then everything is deleted, uploads first, again and again until nothing has come any more for a while, since a
 * service may write what it was about to when its dataset went. Whoever dies in the middle, the next look goes on.
 * Several may work on the same dataset at once.
 */
public final class DatasetDeleter {
    private static final String VERSION = "[0-9a-f]{16}";

    private final ObjectStore datasets;
    private final ObjectStore results;
    private final JobQueue jobs;
    private final Clock clock;
    private final Duration quiet;
    private final Duration patience;

    /**
     * Makes a deleter of datasets.
     *
     * @param datasets bucket of users
     * @param results bucket of the services
     * @param quiet how long nothing may have come before the deletion is at its end
     * @param patience how long a worker may take to let a cancelled job go; one that does not is taken for dead
     */
    public DatasetDeleter(ObjectStore datasets, ObjectStore results, Clock clock, Duration quiet, Duration patience) {
        this.datasets = datasets;
        this.results = results;
        this.jobs = new JobQueue(results, TrainerJobs.QUEUE, patience, System::nanoTime);
        this.clock = clock;
        this.quiet = quiet;
        this.patience = patience;
    }

    /** Whether there is anything to delete of such a dataset. */
    public boolean knows(String dataset, boolean withModels) {
        return Stream.concat(uploads(dataset), derived(dataset, withModels))
                .findAny()
                .isPresent();
    }

    /** Writes down that a dataset is to be deleted; a deletion that is under way goes on, with models where asked. */
    public DatasetDeletion request(String dataset, boolean withModels) {
        Optional<DatasetDeletion> open = DatasetDeletion.find(results, dataset).filter(deletion -> !deletion.isEnded());
        if (open.isPresent() && (open.get().withModels() || !withModels)) {
            return open.get();
        }
        return DatasetDeletion.requested(dataset, withModels, clock.instant()).write(results);
    }

    /**
     * Goes on with a deletion, as far as that is possible now.
     *
     * @param until when to stop deleting; the next call goes on
     * @param ending called at the end, before that is written down, with what will be; may be called again
     * @return what has become of it
     */
    public DatasetDeletion goOn(DatasetDeletion before, Instant until, Consumer<DatasetDeletion> ending) {
        String dataset = before.dataset();
        if (areJobsOpen(before)) {
            return before;
        }
        DatasetDeletion deletion = before;
        if (!deletion.areUploadsGone()) {
            deletion = delete(deletion, uploads(dataset), until);
            if (uploads(dataset).findAny().isPresent()) {
                return deletion.write(results);
            }
            deletion = deletion.withoutUploads().write(results);
        } else if (uploads(dataset).findAny().isPresent()) {
            // somebody uploads a new dataset of this name: what it makes must stay
            return end(deletion, ending);
        }
        deletion = delete(deletion, derived(dataset, deletion.withModels()), until);
        boolean isQuiet = !clock.instant().isBefore(deletion.progressAt().plus(quiet));
        boolean isGone = derived(dataset, deletion.withModels()).findAny().isEmpty();
        return isQuiet && isGone ? end(deletion, ending) : deletion.write(results);
    }

    private DatasetDeletion end(DatasetDeletion deletion, Consumer<DatasetDeletion> ending) {
        DatasetDeletion ended = deletion.ended(clock.instant());
        ending.accept(ended);
        return ended.write(results);
    }

    /** Cancels the dataset's jobs; whether any is still there. */
    private boolean areJobsOpen(DatasetDeletion deletion) {
        List<String> open = new OpenJobs(results, TrainerJobs.QUEUE).ofDataset(deletion.dataset());
        Instant now = clock.instant();
        for (String job : open) {
            jobs.control(job, Optional.of(JobControl.CANCEL));
        }
        if (!open.isEmpty() && now.isAfter(deletion.requestedAt().plus(patience))) {
            open.forEach(jobs::close);
            return false;
        }
        return !open.isEmpty();
    }

    private record Located(ObjectStore store, ObjectInfo object) {}

    private DatasetDeletion delete(DatasetDeletion before, Stream<Located> objects, Instant until) {
        long count = 0;
        long bytes = 0;
        for (Located located : (Iterable<Located>) objects::iterator) {
            if (!clock.instant().isBefore(until)) {
                break;
            }
            located.store().delete(located.object().key());
            count++;
            bytes += located.object().size();
        }
        return count == 0 ? before : before.plus(count, bytes, clock.instant());
    }

    private Stream<Located> uploads(String dataset) {
        return Stream.concat(
                Stream.concat(
                        below(datasets, ObjectKeys.uploads(dataset)), one(datasets, ObjectKeys.uploadRecord(dataset))),
                modelNames(datasets, ObjectKeys.imagesToPredict(), dataset)
                        .flatMap(model -> below(datasets, ObjectKeys.imagesToPredict(model))));
    }

    private Stream<Located> derived(String dataset, boolean withModels) {
        String current = ObjectKeys.current(dataset);
        Stream<Located> models = withModels ? below(results, ObjectKeys.models(dataset)) : Stream.empty();
        Stream<Located> predictions = modelNames(results, ObjectKeys.imagePredictions(), dataset)
                .flatMap(model -> below(results, ObjectKeys.imagePredictions(model)));
        return Stream.of(
                        // the current version first: without it nobody asks for more work
                        one(results, current),
                        below(results, ObjectKeys.derived(dataset))
                                .filter(located -> !located.object().key().equals(current)),
                        one(results, ObjectKeys.knownDataset(dataset)),
                        predictions,
                        models)
                .flatMap(found -> found);
    }

    /** What models of the dataset are called: its own name, or with the name of a version or a model behind it. */
    private static Stream<String> modelNames(ObjectStore store, String folder, String dataset) {
        return store.folders(folder).stream()
                .filter(name -> name.equals(dataset)
                        || ChosenModel.versionOf(name)
                                .filter(version -> version.dataset().equals(dataset)
                                        && version.version().matches(VERSION))
                                .isPresent());
    }

    private static Stream<Located> below(ObjectStore store, String folder) {
        return store.list(folder).stream().map(object -> new Located(store, object));
    }

    private static Stream<Located> one(ObjectStore store, String key) {
        return store.stat(key).map(object -> new Located(store, object)).stream();
    }
}
