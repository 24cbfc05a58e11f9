package io.nephrite.core.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobControl;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A dataset that is deleted leaves nothing but the note that it was. */
class DatasetDeleterTest {
    private static final String NAME = StoredDataset.NAME;
    private static final Duration QUIET = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore datasets = new InMemoryObjectStore(clock);
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    private final DatasetDeleter deleter = new DatasetDeleter(datasets, results, clock, QUIET, PATIENCE);
    private final List<DatasetDeletion> told = new ArrayList<>();

    @Test
    void deletesEverythingOfADatasetAndNothingOfOthers() {
        String version = "0123456789abcdef";
        new StoredDataset(results).version(version, List.of("a", "b"), "{}", Optional.empty());
        List<String> uploads = List.of(
                NAME + "/dataset.json",
                NAME + "/imagesTr/Jane Doe_0000.nii.gz",
                ObjectKeys.uploadRecord(NAME),
                ObjectKeys.imagesToPredict(NAME) + "x_0000.nii.gz",
                ObjectKeys.imagesToPredict(NAME + "." + version) + "x_0000.nii.gz");
        List<String> derived = List.of(
                ObjectKeys.intake(NAME),
                ObjectKeys.knownDataset(NAME),
                ObjectKeys.imagePrediction(NAME + "." + version, "x", ".nii.gz"));
        List<String> others = List.of(
                NAME + "b/dataset.json",
                ObjectKeys.imagesToPredict(NAME + "b") + "x_0000.nii.gz",
                ObjectKeys.imagesToPredict(NAME + ".other") + "x_0000.nii.gz");
        String model = ObjectKeys.modelFile(NAME, "0123456789abcdef", "model.json");
        uploads.forEach(key -> datasets.put(key, new byte[1]));
        others.forEach(key -> datasets.put(key, new byte[1]));
        derived.forEach(key -> results.put(key, new byte[1]));
        results.put(model, new byte[1]);
        results.put(NAME + "b/current.json", new byte[1]);

        DatasetDeletion ended = deleteAll(false);

        assertThat(datasets.keys()).containsExactlyInAnyOrderElementsOf(others);
        assertThat(results.keys()).containsExactlyInAnyOrder(model, NAME + "b/current.json", ObjectKeys.deletion(NAME));
        assertThat(ended.objects()).isGreaterThan(20);
        assertThat(told).containsExactly(ended);
        assertThat(new String(results.bytes(ObjectKeys.deletion(NAME)), StandardCharsets.UTF_8))
                .doesNotContain("Jane")
                .doesNotContain("case_");
        assertThat(deleter.knows(NAME, false)).isFalse();
        assertThat(deleter.knows(NAME, true)).isTrue();
    }

    @Test
    void deletesModelsWhereThatIsAskedFor() {
        results.put(ObjectKeys.modelFile(NAME, "0123456789abcdef", "model.json"), new byte[1]);

        deleteAll(true);

        assertThat(results.keys()).containsExactly(ObjectKeys.deletion(NAME));
    }

    @Test
    void cancelsJobsAndDeletesNothingBeforeTheyHaveEnded() {
        datasets.put(NAME + "/dataset.json", new byte[1]);
        Job job = TrainerJobs.of(EventExamples.of(TrainingRequested.class));
        JobQueue queue = new JobQueue(results, TrainerJobs.QUEUE, Duration.ofMinutes(1), System::nanoTime);
        queue.submit(job);
        DatasetDeletion deletion = deleter.request(NAME, false);

        deletion = goOn(deleter, deletion);

        assertThat(queue.control(job.id())).contains(JobControl.CANCEL);
        assertThat(datasets.keys()).isNotEmpty();

        queue.close(job.id());
        goOn(deleter, deletion);

        assertThat(datasets.keys()).isEmpty();
    }

    @Test
    void waitsForNoWorkerThatIsDead() {
        datasets.put(NAME + "/dataset.json", new byte[1]);
        Job job = TrainerJobs.of(EventExamples.of(TrainingRequested.class));
        new JobQueue(results, TrainerJobs.QUEUE, Duration.ofMinutes(1), System::nanoTime).submit(job);
        results.put(JobFolder.of(TrainerJobs.QUEUE).claim(job.id(), 1), new byte[1]);
        DatasetDeletion deletion = deleter.request(NAME, false);
        clock.advance(PATIENCE.plusSeconds(1));

        goOn(deleter, deletion);

        assertThat(datasets.keys()).isEmpty();
        assertThat(results.list(ObjectKeys.jobs())).isEmpty();
    }

    @Test
    void deletesWhatAServiceWritesAfterwards() {
        datasets.put(NAME + "/dataset.json", new byte[1]);
        DatasetDeletion deletion = goOn(deleter, deleter.request(NAME, false));
        results.put(ObjectKeys.intake(NAME), new byte[1]);

        deletion = goOn(deleter, deletion);
        assertThat(results.exists(ObjectKeys.intake(NAME))).isFalse();
        assertThat(deletion.isEnded()).isFalse();

        clock.advance(QUIET);
        assertThat(goOn(deleter, deletion).isEnded()).isTrue();
        assertThat(DatasetDeletion.open(results)).isEmpty();
    }

    @Test
    void leavesANewUploadOfTheNameAlone() {
        datasets.put(NAME + "/dataset.json", new byte[1]);
        DatasetDeletion deletion = goOn(deleter, deleter.request(NAME, false));
        datasets.put(NAME + "/dataset.json", new byte[2]);
        results.put(ObjectKeys.intake(NAME), new byte[1]);

        assertThat(goOn(deleter, deletion).isEnded()).isTrue();
        assertThat(datasets.keys()).hasSize(1);
        assertThat(results.exists(ObjectKeys.intake(NAME))).isTrue();
    }

    @Test
    void goesOnAfterItWasKilledWhereverThatWas() {
        for (int deletions = 0; deletions < 40; deletions++) {
            InMemoryObjectStore uploads = new InMemoryObjectStore(clock);
            InMemoryObjectStore made = new InMemoryObjectStore(clock);
            new StoredDataset(made).version("0123456789abcdef", List.of("a", "b"), "{}", Optional.empty());
            for (int i = 0; i < 5; i++) {
                uploads.put(NAME + "/imagesTr/case_" + i, new byte[1]);
            }
            DatasetDeleter killed = new DatasetDeleter(
                    new KilledStore(uploads, deletions), new KilledStore(made, deletions), clock, QUIET, PATIENCE);
            try {
                goOn(killed, killed.request(NAME, false));
            } catch (KilledStore.Killed e) {
                assertThat(DatasetDeletion.open(made)).hasSize(1);
            }
            DatasetDeleter next = new DatasetDeleter(uploads, made, clock, QUIET, PATIENCE);
            DatasetDeletion.open(made).forEach(deletion -> goOn(next, deletion));
            clock.advance(QUIET);
            DatasetDeletion.open(made).forEach(deletion -> goOn(next, deletion));

            assertThat(uploads.keys()).isEmpty();
            assertThat(made.keys()).containsExactly(ObjectKeys.deletion(NAME));
            assertThat(DatasetDeletion.open(made)).isEmpty();
        }
    }

    private DatasetDeletion deleteAll(boolean withModels) {
        DatasetDeletion deletion = goOn(deleter, deleter.request(NAME, withModels));
        clock.advance(QUIET);
        return goOn(deleter, deletion);
    }

    private DatasetDeletion goOn(DatasetDeleter by, DatasetDeletion deletion) {
        return by.goOn(deletion, Instant.MAX, told::add);
    }
}
