package io.nephrite.core.housekeeping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the sweeper deletes, and above all what it keeps. */
class SweeperTest {
    private static final String NAME = StoredDataset.NAME;

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore datasets = new InMemoryObjectStore(clock);
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    private final StoredDataset dataset = new StoredDataset(results);
    private final Sweeper sweeper = new Sweeper(datasets, results, clock);

    @Test
    void deletesNothingOfVersionsThatNobodyAskedToGo() {
        twoVersions();
        clock.advance(Duration.ofDays(30));
        List<String> before = results.keys();

        SweepResult result = sweeper.sweep(SweepRules.usual(), Instant.MAX);

        assertThat(result.all().objects()).isZero();
        assertThat(results.keys()).isEqualTo(before);
    }

    @Test
    void deletesAnOldVersionAndKeepsWhatTheNewOneShares() {
        twoVersions();
        results.put(ObjectKeys.sweep(new VersionId(NAME, "v1"), 1), new byte[3]);
        WorkFailed failure = WorkFailed.of(
                EventExamples.header("work-failed"),
                Optional.of("v1"),
                Work.PREPROCESS_CASE,
                new Unit.OfCase(NAME, "case_00001"),
                FailureCode.INVALID_CASE,
                "broken");
        new RecordedFailure(failure, clock.instant()).write(results);
        clock.advance(Duration.ofDays(2));
        SweepRules rules = new SweepRules(OptionalInt.of(1), SweepRules.USUAL_AGE);

        SweepResult look = sweeper.look(rules);
        assertThat(dataset.lost("v1")).as("a dry run deletes nothing").isEmpty();
        SweepResult result = sweeper.sweep(rules, Instant.MAX);

        assertThat(result.kinds()).isEqualTo(look.kinds());
        assertThat(result.of(LeftoverKind.OLD_VERSION).objects()).isPositive();
        assertThat(result.of(LeftoverKind.ORPHAN).objects())
                .as("of the case that changed")
                .isPositive();
        assertThat(dataset.lost("v2")).isEmpty();
        assertThat(dataset.left("v1")).isEmpty();
        assertThat(results.list(ObjectKeys.failures(NAME))).isEmpty();
        assertThat(results.list(ObjectKeys.sweeps(new VersionId(NAME, "v1")))).isEmpty();
        assertThat(sweeper.sweep(rules, Instant.MAX).all().objects())
                .as("a second time")
                .isZero();
    }

    @Test
    void letsTheMarkerOfASharedTrainingNameAVersionThatStays() {
        dataset.version("v1", List.of("a", "b"), "{}", Optional.empty());
        clock.advance(Duration.ofHours(1));
        dataset.version("v2", List.of("a", "b"), "{}", Optional.of("v1"));
        clock.advance(Duration.ofDays(2));

        sweeper.sweep(new SweepRules(OptionalInt.of(1), SweepRules.USUAL_AGE), Instant.MAX);

        assertThat(Json.tree(results.bytes(ObjectKeys.training(NAME, "tv1")))
                        .path("version")
                        .asText())
                .isEqualTo("v2");
        assertThat(dataset.lost("v2")).isEmpty();
    }

    @Test
    void keepsAVersionWhoseTrainingAnotherHasNotCopiedYet() {
        dataset.version("v1", List.of("a", "b"), "{}", Optional.empty());
        clock.advance(Duration.ofHours(1));
        VersionId second = dataset.version("v2", List.of("a", "b"), "{}", Optional.of("v1"));
        FoldFolder fold = FoldFolder.of(second.fold("3d_fullres", "0"));
        results.delete(fold.finalCheckpoint().document());
        clock.advance(Duration.ofDays(2));

        SweepResult result = sweeper.sweep(new SweepRules(OptionalInt.of(1), SweepRules.USUAL_AGE), Instant.MAX);

        assertThat(result.of(LeftoverKind.OLD_VERSION).objects()).isZero();
        assertThat(dataset.lost("v1")).isEmpty();
    }

    @Test
    void keepsVersionsThatOthersContinueOrThatImagesWereUploadedFor() {
        for (String name : List.of("v1", "v2", "v3", "v4")) {
            String experiment = name.equals("v4") ? "{\"splitsFrom\": \"v2\"}" : "{}";
            dataset.version(name, List.of("a", name), experiment, Optional.empty());
            clock.advance(Duration.ofHours(1));
        }
        datasets.put(ObjectKeys.imagesToPredict(NAME + ".v3") + "x_0000.nii.gz", new byte[1]);
        clock.advance(Duration.ofDays(2));

        sweeper.sweep(new SweepRules(OptionalInt.of(1), SweepRules.USUAL_AGE), Instant.MAX);

        assertThat(results.folders(ObjectKeys.versions(NAME))).containsExactly("v2", "v3", "v4");
        for (String kept : List.of("v2", "v3", "v4")) {
            assertThat(dataset.lost(kept)).as(kept).isEmpty();
        }
    }

    @Test
    void findsWhatEndedWorkHasLeftBehind() {
        VersionId version = dataset.version("v1", List.of("a", "b"), "{}", Optional.empty());
        FoldFolder fold = FoldFolder.of(version.fold("3d_fullres", "0"));
        JobFolder jobs = JobFolder.of(TrainerJobs.QUEUE);
        List<String> temporary = List.of(
                fold.latestCheckpoint(7).tensors(),
                fold.latestCheckpoint(7).document(),
                ObjectKeys.keptLogits(version.fold("3d_fullres", "0"), "case_00001"),
                jobs.claim("gone", 1),
                jobs.control("gone"),
                jobs.clock("worker"),
                ObjectKeys.modelFile(NAME, "0123456789abcdef", "plans.json"));
        List<String> orphans = List.of(
                NAME + "/checks/case_1.gone.json",
                NAME + "/volumes/p/case_1.gone.npy.zst",
                NAME + "/next_stage/gone/n/case_1.C.npy.zst",
                NAME + "/results/never-sealed/dataset.json",
                ObjectKeys.training(NAME, "gone"),
                ObjectKeys.modelAlias(NAME, "latest"),
                ObjectKeys.imagePrediction(NAME + ".gone", "x", ".nii.gz"));
        temporary.forEach(key -> results.put(key, new byte[10]));
        orphans.forEach(key -> results.put(key, "{}".getBytes(UTF_8)));
        results.put(NAME + "/unheard-of/by-this-release", new byte[10]);
        clock.advance(Duration.ofDays(2));

        SweepResult result = sweeper.sweep(SweepRules.usual(), Instant.MAX);

        assertThat(results.keys()).doesNotContainAnyElementsOf(temporary).doesNotContainAnyElementsOf(orphans);
        assertThat(result.of(LeftoverKind.TEMPORARY)).isEqualTo(new SweepResult.Amount(7, 70));
        assertThat(result.of(LeftoverKind.ORPHAN)).isEqualTo(new SweepResult.Amount(7, 14));
        assertThat(dataset.lost("v1")).isEmpty();
        assertThat(results.exists(NAME + "/unheard-of/by-this-release")).isTrue();
    }

    @Test
    void leavesADatasetAloneOnWhichWorkIsDone() {
        twoVersions();
        clock.advance(Duration.ofDays(2));
        SweepRules rules = new SweepRules(OptionalInt.of(1), SweepRules.USUAL_AGE);
        TrainingRequested request = EventExamples.of(TrainingRequested.class);
        JobQueue queue = new JobQueue(results, TrainerJobs.QUEUE, Duration.ofMinutes(1), System::nanoTime);
        queue.submit(TrainerJobs.of(request));

        SweepResult busy = sweeper.sweep(rules, Instant.MAX);

        assertThat(busy.leftAlone().get(NAME)).contains("is open");
        assertThat(dataset.lost("v1")).isEmpty();

        queue.close(TrainerJobs.of(request).id());
        datasets.put(NAME + "/imagesTr/new_0000.nii.gz", new byte[1]);

        assertThat(sweeper.sweep(rules, Instant.MAX).leftAlone().get(NAME)).contains("was written at");
        assertThat(dataset.lost("v1")).isEmpty();

        clock.advance(Duration.ofDays(2));
        assertThat(sweeper.sweep(rules, Instant.MAX)
                        .of(LeftoverKind.OLD_VERSION)
                        .objects())
                .isPositive();
    }

    @Test
    void leavesADatasetAloneWhoseVersionsItCannotRead() {
        twoVersions();
        results.put(ObjectKeys.experiment(new VersionId(NAME, "v2")), "{\"foldz\": 1}".getBytes(UTF_8));
        clock.advance(Duration.ofDays(2));

        SweepResult result = sweeper.sweep(new SweepRules(OptionalInt.of(1), SweepRules.USUAL_AGE), Instant.MAX);

        assertThat(result.leftAlone().get(NAME)).contains("it is unknown");
        assertThat(dataset.lost("v1")).isEmpty();
    }

    @Test
    void goesOnWhereItsTimeWasOver() {
        twoVersions();
        clock.advance(Duration.ofDays(2));
        SweepRules rules = new SweepRules(OptionalInt.of(1), SweepRules.USUAL_AGE);

        assertThat(sweeper.sweep(rules, clock.instant()).isDone()).isFalse();
        assertThat(sweeper.sweep(rules, Instant.MAX).isDone()).isTrue();
        assertThat(dataset.left("v1")).isEmpty();
    }

    /** Seeded: versions that share contents and trainings, killed in the middle of a sweep, and swept again. */
    @Test
    void keepsAllThatLiveVersionsNeedWhateverWasSharedAndWhereverItWasKilled() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            ManualClock time = new ManualClock();
            InMemoryObjectStore store = new InMemoryObjectStore(time);
            StoredDataset drawn = new StoredDataset(store);
            List<String> names = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                List<String> contents = List.of("a" + random.nextInt(2), "b" + random.nextInt(3));
                String experiment = i > 0 && random.nextInt(3) == 0
                        ? "{\"continueFrom\": \"%s\"}".formatted(names.get(random.nextInt(i)))
                        : "{}";
                Optional<String> from =
                        i > 0 && random.nextBoolean() ? Optional.of(names.get(random.nextInt(i))) : Optional.empty();
                names.add("v" + i);
                drawn.version("v" + i, contents, experiment, from);
                time.advance(Duration.ofHours(1));
            }
            time.advance(Duration.ofDays(2));
            SweepRules rules = new SweepRules(OptionalInt.of(1 + random.nextInt(count)), SweepRules.USUAL_AGE);
            Sweeper killed = new Sweeper(datasets, new KilledStore(store, random.nextInt(60)), time);
            try {
                killed.sweep(rules, Instant.MAX);
            } catch (KilledStore.Killed e) {
                assertThat(store.exists(ObjectKeys.current(NAME))).isTrue();
            }
            new Sweeper(datasets, store, time).sweep(rules, Instant.MAX);

            TreeSet<String> live = new TreeSet<>(store.folders(ObjectKeys.versions(NAME)));
            assertThat(live).as("seed %s", seed).contains(names.get(count - 1));
            live.forEach(name -> assertThat(drawn.lost(name)).as("%s", name).isEmpty());
            names.stream()
                    .filter(name -> !live.contains(name))
                    .forEach(name -> assertThat(drawn.left(name)).as("%s", name).isEmpty());
            SweepResult again = new Sweeper(datasets, store, time).sweep(rules, Instant.MAX);
            assertThat(again.all().objects()).as("seed %s", seed).isZero();
        }
    }

    @Test
    void refusesToLetTheCurrentVersionGo() {
        assertThatThrownBy(() -> new SweepRules(OptionalInt.of(0), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    private void twoVersions() {
        dataset.version("v1", List.of("a", "b"), "{}", Optional.empty());
        clock.advance(Duration.ofHours(1));
        dataset.version("v2", List.of("a", "c"), "{}", Optional.empty());
    }
}
