package io.nephrite.planner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionPlanningTest {
    private static final String DATASET = SealedDataset.DATASET;
    private static final String VERSION = SealedDataset.VERSION;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final ManualClock clock = new ManualClock();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void waitsUntilTheLastCaseIsFingerprinted() {
        SealedDataset dataset = new SealedDataset(6, Milestone.REPORT, "{}");
        VersionPlanning step = step(dataset);
        assertThat(step.handle(dataset.sealed("first"))).isEmpty();
        for (int i = 5; i > 0; i--) {
            assertThat(step.handle(dataset.fingerprinted(i))).isEmpty();
        }

        List<Event> events = step.handle(dataset.fingerprinted(0));

        assertThat(events).hasSize(7).first().isInstanceOf(PlansCreated.class);
        assertThat(events.subList(1, 7)).allSatisfy(e -> assertThat(e).isInstanceOf(PreprocessingRequested.class));
        Plans plans = Plans.parse(dataset.results.bytes(((PlansCreated) events.get(0)).plansKey()));
        assertThat(plans.plansName()).isEqualTo("nnUNetPlans");
        FoldSplits splits = FoldSplits.parse(dataset.results.bytes(ObjectKeys.splits(new VersionId(DATASET, VERSION))));
        assertThat(splits.splits()).hasSize(5);
        PreprocessingRequested request = (PreprocessingRequested) events.get(1);
        PreprocessingParameters parameters =
                Json.read(dataset.results.bytes(request.parametersKey()), PreprocessingParameters.class);
        assertThat(parameters.spacing()).containsExactly(3.0, 1.5, 1.5);
        assertThat(request.parametersKey()).isEqualTo(ObjectKeys.preprocessingParameters(DATASET, parameters.id()));
    }

    @Test
    void plansOnceForLateAndDoubledEvents() {
        SealedDataset dataset = new SealedDataset(5, Milestone.REPORT, "{}");
        VersionPlanning step = step(dataset);
        for (int i = 0; i < 4; i++) {
            step.handle(dataset.fingerprinted(i));
        }
        List<Event> first = step.handle(dataset.fingerprinted(4));
        long writes = dataset.results.writes();

        // the same event again, as after a lost acknowledgement
        assertThat(step.handle(dataset.fingerprinted(4))).isEqualTo(first);
        assertThat(step.handle(dataset.fingerprinted(2))).isEmpty();
        // another process that knows nothing
        assertThat(step(dataset).handle(dataset.fingerprinted(4))).isEqualTo(first);
        // only the fixture wrote: the foreground again, three times
        assertThat(dataset.results.writes()).isEqualTo(writes + 3);
    }

    @Test
    void plansTenThousandCasesOnceWhateverTheOrderOfTheirEventsAndReadsNothingBefore() {
        int cases = 10_000;
        SealedDataset dataset = new SealedDataset(cases, Milestone.PREPROCESSED, "{}");
        VersionPlanning step = step(dataset);
        step.handle(dataset.sealed("first"));
        long reads = dataset.results.reads();
        long lists = dataset.results.lists();
        List<Integer> order = new ArrayList<>(IntStream.range(0, cases).boxed().toList());
        Collections.shuffle(order, new Random(1));
        for (int i : order.subList(0, cases - 1)) {
            CaseFingerprinted event = dataset.fingerprinted(i);
            assertThat(step.handle(event)).isEmpty();
            if (i % 7 == 0) {
                assertThat(step.handle(event)).isEmpty();
            }
        }
        assertThat(dataset.results.reads()).isEqualTo(reads);
        assertThat(dataset.results.lists()).isEqualTo(lists);

        List<Event> events = step.handle(dataset.fingerprinted(order.get(cases - 1)));

        assertThat(events).hasSize(cases + 1);
        assertThat(dataset.outcome().cases()).hasSize(cases);
        reads = dataset.results.reads();
        for (int late : order.subList(0, 100)) {
            assertThat(step.handle(dataset.fingerprinted(late))).isEmpty();
        }
        assertThat(dataset.results.reads()).isEqualTo(reads);
        assertThat(dataset.results.lists()).isEqualTo(lists);
        assertThat(dataset.results.keys())
                .contains(
                        ObjectKeys.plansExplained(new VersionId(DATASET, VERSION)),
                        ObjectKeys.plansExplainedJson(new VersionId(DATASET, VERSION)));
    }

    @Test
    void goesNoFurtherThanAskedAndFurtherLater() {
        SealedDataset dataset = new SealedDataset(5, Milestone.FINGERPRINT, "{}");
        VersionPlanning step = step(dataset);
        for (int i = 0; i < 5; i++) {
            assertThat(step.handle(dataset.fingerprinted(i))).isEmpty();
        }
        DatasetFingerprint fingerprint = DatasetFingerprint.parse(
                dataset.results.bytes(ObjectKeys.datasetFingerprint(new VersionId(DATASET, VERSION))));
        assertThat(fingerprint.intensityProperties().get("0").max()).isEqualTo(200);
        assertThat(dataset.results.exists(ObjectKeys.planning(new VersionId(DATASET, VERSION))))
                .isFalse();

        dataset.until(Milestone.PLANS);
        assertThat(step.handle(dataset.sealed("plans"))).hasSize(1);
        dataset.until(Milestone.PREPROCESSED);
        assertThat(step.handle(dataset.sealed("preprocessed"))).hasSize(6);
    }

    @Test
    void leavesOutACaseThatCannotBeFingerprintedWhereTheExperimentAllowsIt() {
        SealedDataset dataset = new SealedDataset(6, Milestone.PLANS, "{\"faultyCases\": \"skip\"}");
        VersionPlanning step = step(dataset);
        for (int i = 0; i < 5; i++) {
            step.handle(dataset.fingerprinted(i));
        }
        assertThat(step.handle(dataset.failed(5, FailureCode.INVALID_CASE))).hasSize(1);
        assertThat(dataset.outcome().skipped()).containsEntry("case_00005", "torn in two");
        assertThat(dataset.outcome().cases()).hasSize(5);
    }

    @Test
    void stopsAtACaseThatCannotBeFingerprintedOtherwise() {
        SealedDataset dataset = new SealedDataset(6, Milestone.PLANS, "{}");
        VersionPlanning step = step(dataset);
        for (int i = 0; i < 5; i++) {
            step.handle(dataset.fingerprinted(i));
        }
        assertThat(step.handle(dataset.failed(5, FailureCode.INVALID_CASE))).isEmpty();
        assertThat(dataset.results.exists(ObjectKeys.planning(new VersionId(DATASET, VERSION))))
                .isFalse();
    }

    @Test
    void trainsTheOneConfigurationOfTwoDimensionalDataUnasked() {
        SealedDataset dataset = new SealedDataset(5, Milestone.PLANS, "{}");
        dataset.shape = new Shape3(1, 400, 300);
        planAll(dataset);
        assertThat(dataset.outcome().configurations())
                .extracting(ConfigurationWork::name)
                .containsExactly("2d");
    }

    @Test
    void takesUploadedPlansAndSplits() {
        SealedDataset planned = new SealedDataset(5, Milestone.PLANS, "{}");
        planAll(planned);
        String plans = new String(
                planned.results.bytes(ObjectKeys.plans(new VersionId(DATASET, VERSION), "nnUNetPlans")),
                StandardCharsets.UTF_8);
        SealedDataset dataset = new SealedDataset(
                5, Milestone.PLANS, "{\"planner\": {\"overrides\": {\"3d_fullres\": {\"batch_size\": 4}}}}");
        dataset.sealWithPlans(plans.replace("\"nnUNetPlans\"", "\"nnUNetPlansMine\""));
        dataset.sealWithSplits(
                "[{\"train\": [\"case_00000\", \"case_00001\", \"case_00002\"], \"val\": [\"case_00003\", \"case_00004\"]}]");
        planAll(dataset);
        assertThat(dataset.outcome().plansName()).isEqualTo("nnUNetPlansMine");
        Plans edited = Plans.parse(
                dataset.results.bytes(ObjectKeys.plans(new VersionId(DATASET, VERSION), "nnUNetPlansMine")));
        assertThat(edited.configuration("3d_fullres").batchSize()).isEqualTo(4);
        assertThat(FoldSplits.parse(dataset.results.bytes(ObjectKeys.splits(new VersionId(DATASET, VERSION))))
                        .splits())
                .hasSize(1);
        // only the training changed
        assertThat(dataset.outcome().configurations().get(0).parametersId())
                .isEqualTo(planned.outcome().configurations().get(0).parametersId());
    }

    @Test
    void takesNoPlansOrSplitsThatWereReplacedSinceTheVersionWasSealed() {
        SealedDataset dataset = new SealedDataset(5, Milestone.PLANS, "{}");
        dataset.sealWithSplits("[{\"train\": [\"case_00000\"], \"val\": [\"case_00001\"]}]");
        dataset.upload(ObjectKeys.SPLITS_FILE, "[]");
        VersionPlanning step = step(dataset);
        assertThat(step.handle(dataset.sealed("first"))).isEmpty();
        for (int i = 0; i < 5; i++) {
            assertThat(step.handle(dataset.fingerprinted(i))).isEmpty();
        }
        // nor where they are replaced between sealing and the last fingerprint
        planAll(dataset);
        assertThat(dataset.results.exists(ObjectKeys.planning(new VersionId(DATASET, VERSION))))
                .isFalse();
    }

    @Test
    void takesNoPlansThatCameAfterTheVersionWasSealed() {
        SealedDataset dataset = new SealedDataset(5, Milestone.PLANS, "{}");
        dataset.upload(ObjectKeys.PLANS_FILE, "{\"plans_name\": \"later\"}");
        planAll(dataset);
        assertThat(dataset.outcome().plansName()).isEqualTo("nnUNetPlans");
    }

    @Test
    void namesPlansByTheirContent() {
        String plansId = planned("{}").outcome().plansId();
        assertThat(planned("{\"seed\": 7}").outcome().plansId()).isEqualTo(plansId);
        assertThat(planned("{\"planner\": {\"overrides\": {\"3d_fullres\": {\"batch_size\": 4}}}}")
                        .outcome()
                        .plansId())
                .isNotEqualTo(plansId);
    }

    @Test
    void preprocessesNothingAgainWhenACaseWithoutSharedStatisticsIsDropped() {
        assertThat(parametersId(6, "MRI")).isEqualTo(parametersId(5, "MRI"));
        assertThat(parametersId(6, "CT")).isNotEqualTo(parametersId(5, "CT"));
    }

    private String parametersId(int cases, String channel) {
        SealedDataset dataset = new SealedDataset(cases, Milestone.PLANS, "{}", channel);
        planAll(dataset);
        return dataset.outcome().configurations().get(0).parametersId();
    }

    private SealedDataset planned(String experiment) {
        SealedDataset dataset = new SealedDataset(5, Milestone.PLANS, experiment);
        planAll(dataset);
        return dataset;
    }

    @Test
    void writesV1PlansInTheirOwnFormToo() {
        SealedDataset dataset =
                new SealedDataset(5, Milestone.PLANS, "{\"planner\": {\"variant\": \"ExperimentPlanner3D_v21\"}}");
        planAll(dataset);
        assertThat(dataset.outcome().plansName()).isEqualTo("nnUNetPlansv2.1");
        assertThat(dataset.results.keys())
                .contains(
                        ObjectKeys.plans(new VersionId(DATASET, VERSION), "nnUNetPlansv2.1_plans_3D"),
                        ObjectKeys.plans(new VersionId(DATASET, VERSION), "nnUNetPlansv2.1_plans_2D"));
    }

    @Test
    void refusesWrongUploadsBeforeAnyCaseIsFingerprintedAndOnlyOnce() {
        SealedDataset dataset = new SealedDataset(5, Milestone.REPORT, "{}");
        dataset.sealWithPlans("{\"plans_name\": \"mine\"}");
        VersionPlanning step = step(dataset);
        assertThatThrownBy(() -> step.handle(dataset.sealed("first")))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("\"transpose_forward\" is missing");
        for (int i = 0; i < 5; i++) {
            assertThat(step.handle(dataset.fingerprinted(i))).isEmpty();
        }
    }

    @Test
    void refusesMoreFoldsThanCasesBeforeAnyCaseIsFingerprinted() {
        SealedDataset dataset = new SealedDataset(3, Milestone.REPORT, "{}");
        assertThatThrownBy(() -> step(dataset).handle(dataset.sealed("first")))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("foldCount");
    }

    @Test
    void plansOneCaseAndAsksForFoldsWhenTrainingIs() {
        for (int cases = 1; cases < 5; cases++) {
            SealedDataset dataset = new SealedDataset(cases, Milestone.PREPROCESSED, "{}");
            VersionPlanning step = step(dataset);
            assertThat(step.handle(dataset.sealed("first"))).isEmpty();
            List<Event> events = List.of();
            for (int i = 0; i < cases; i++) {
                events = step.handle(dataset.fingerprinted(i));
            }
            assertThat(events).hasSize(1 + cases);
            assertThat(dataset.outcome().hasTrainings()).isFalse();
            assertThat(dataset.results.exists(ObjectKeys.splits(new VersionId(DATASET, VERSION))))
                    .isFalse();

            dataset.until(Milestone.REPORT);
            String advice = cases == 1 ? "add cases, or train one network" : "\"foldCount\": " + cases;
            assertThatThrownBy(() -> step(dataset).handle(dataset.sealed("trained")))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("cannot be split into 5 folds")
                    .hasMessageContaining(advice);
        }
    }

    @Test
    void splitsWhatCanBeSplitAlsoWhereNothingIsTrainedYet() {
        SealedDataset dataset = new SealedDataset(5, Milestone.PLANS, "{}");
        planAll(dataset);
        assertThat(dataset.outcome().hasTrainings()).isTrue();
    }

    @Test
    void saysWhereAnOverrideIsWrong() {
        SealedDataset dataset = new SealedDataset(
                5,
                Milestone.PLANS,
                "{\"planner\": {\"overrides\": {\"3d_fullres\": {\"patch_size\": [40, 121, 128]}}}}");
        assertThatThrownBy(() -> planAll(dataset))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("/configurations/3d_fullres/patch_size")
                .hasMessageContaining("nearest valid [40, 128, 128]");
    }

    @Test
    void refusesAConfigurationThatThePlansLack() {
        SealedDataset dataset = new SealedDataset(5, Milestone.PLANS, "{\"configurations\": [\"3d_lowres\"]}");
        assertThatThrownBy(() -> planAll(dataset))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("/configurations/0")
                .hasMessageContaining("2d, 3d_fullres");
    }

    private void planAll(SealedDataset dataset) {
        VersionPlanning step = step(dataset);
        for (int i = 0; i < dataset.manifest.training().size(); i++) {
            step.handle(dataset.fingerprinted(i));
        }
    }

    private VersionPlanning step(SealedDataset dataset) {
        return new VersionPlanning(dataset.datasets, dataset.results, new IntensityCounting(executor, 1 << 20), clock);
    }
}
