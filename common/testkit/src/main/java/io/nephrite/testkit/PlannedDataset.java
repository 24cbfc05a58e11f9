package io.nephrite.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.VersionWork;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A planned version of the example dataset in a store: one channel, unless said otherwise labels kidney and tumor,
 * configuration {@code 3d_fullres} with a network of three stages and patch (8, 16, 16), two folds. Case
 * {@code case_0000i} validates fold i mod 2.
 */
public final class PlannedDataset {
    public static final String CONFIGURATION = "3d_fullres";
    public static final String LOWRES = "3d_lowres";
    public static final String CASCADE = "3d_cascade_fullres";

    private final ObjectStore results;
    private DatasetManifest manifest;
    private final PreprocessingParameters parameters;
    private final Plans plans;

    private PlannedDataset(
            ObjectStore results, DatasetManifest manifest, Plans plans, PreprocessingParameters parameters) {
        this.results = results;
        this.manifest = manifest;
        this.plans = plans;
        this.parameters = parameters;
    }

    /**
     * Writes manifest, experiment, goal, plans, splits, parameters and planning.json.
     *
     * @param experimentJson folds must be 0 and 1
     */
    public static PlannedDataset write(ObjectStore results, int cases, Milestone until, String experimentJson) {
        return write(results, cases, LabelMap.of("background", "kidney", "tumor"), until, experimentJson);
    }

    /**
     * Writes a planned dataset with labels of one's own.
     *
     * @see #write(ObjectStore, int, Milestone, String)
     */
    public static PlannedDataset write(
            ObjectStore results, int cases, LabelMap labels, Milestone until, String experimentJson) {
        List<CaseFiles> files = IntStream.range(0, cases)
                .mapToObj(i -> files("case_%05d".formatted(i)))
                .toList();
        DatasetManifest manifest = manifest(labels, files);
        Plans plans = Plans.parse(resource("tiny-plans.json"));
        PreprocessingParameters parameters = PreprocessingParameters.of(
                plans, plans.configuration(CONFIGURATION), manifest.labels().classes(), Optional.empty());
        PlannedDataset planned = new PlannedDataset(results, manifest, plans, parameters);
        planned.write(Experiment.parse(experimentJson.getBytes(UTF_8)), until);
        return planned;
    }

    /** Writes that a version has chosen both folds of {@link #CONFIGURATION}, without any filter. */
    public static void choose(ObjectStore results, VersionId version) {
        results.put(
                ObjectKeys.selection(version),
                Json.bytes(new Selection(
                        List.of(CONFIGURATION),
                        List.of("0", "1"),
                        List.of(),
                        List.of(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        "",
                        List.of())));
    }

    private static DatasetManifest manifest(LabelMap labels, List<CaseFiles> training) {
        return new DatasetManifest(
                EventExamples.DATASET,
                EventExamples.VERSION,
                List.of("MR"),
                labels,
                ".nii.gz",
                training,
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void write(Experiment experiment, Milestone until) {
        String dataset = manifest.dataset();
        VersionId version = manifest.versionId();
        List<String> ids = manifest.training().stream().map(CaseFiles::caseId).toList();
        results.put(ObjectKeys.manifest(version), Json.bytes(manifest));
        results.put(ObjectKeys.experiment(version), Json.bytes(experiment));
        results.put(ObjectKeys.goal(version), Json.bytes(new Goal(until)));
        new CurrentVersion(version.version(), until).write(results, dataset);
        results.put(ObjectKeys.plans(version, plans.plansName()), plans.bytes());
        results.put(ObjectKeys.splits(version), Json.bytes(new FoldSplits(List.of(split(ids, 0), split(ids, 1)))));
        results.put(ObjectKeys.preprocessingParameters(dataset, parameters.id()), Json.bytes(parameters));
        results.put(
                ObjectKeys.planning(version),
                Json.bytes(new WorkOrder(
                        plans.plansName(),
                        "plans",
                        List.of(new ConfigurationWork(
                                CONFIGURATION,
                                plans.configuration(CONFIGURATION).dataIdentifier(),
                                parameters.id(),
                                List.of(new FoldWork("0", "training0"), new FoldWork("1", "training1")))),
                        ids,
                        Map.of())));
    }

    /**
     * Plans the same version again with 3d_lowres and 3d_cascade_fullres, as the planner does it; trainings have the ids
     * that the planner gives them.
     */
    public void planCascade() {
        ObjectNode document = (ObjectNode) Json.tree(plans.bytes());
        ObjectNode configurations = (ObjectNode) document.path("configurations");
        ObjectNode lowres = configurations.path(CONFIGURATION).deepCopy();
        lowres.put("data_identifier", "nnUNetPlans_" + LOWRES);
        lowres.put("next_stage", CASCADE);
        lowres.putArray("spacing").add(2.5).add(1.4).add(1.4);
        configurations.set(LOWRES, lowres);
        configurations.putObject(CASCADE).put("inherits_from", CONFIGURATION).put("previous_stage", LOWRES);
        Plans cascade = Plans.of(document);
        VersionId version = manifest.versionId();
        ObjectNode experiment = (ObjectNode) Json.tree(results.bytes(ObjectKeys.experiment(version)));
        experiment.putArray("configurations").add(LOWRES).add(CASCADE);
        results.put(ObjectKeys.experiment(version), Json.bytes(experiment));
        results.put(ObjectKeys.plans(version, cascade.plansName()), cascade.bytes());
        FoldSplits splits = FoldSplits.parse(results.bytes(ObjectKeys.splits(version)));
        VersionWork work = VersionWork.of(
                cascade,
                Experiment.parse(Json.bytes(experiment)),
                manifest,
                manifest.training(),
                Optional.of(splits),
                Map.of());
        work.parameters()
                .forEach((id, made) ->
                        results.put(ObjectKeys.preprocessingParameters(manifest.dataset(), id), Json.bytes(made)));
        results.put(ObjectKeys.planning(version), Json.bytes(work.outcome()));
    }

    private static FoldSplits.Split split(List<String> ids, int fold) {
        return new FoldSplits.Split(
                IntStream.range(0, ids.size())
                        .filter(i -> i % 2 != fold)
                        .mapToObj(ids::get)
                        .toList(),
                IntStream.range(0, ids.size())
                        .filter(i -> i % 2 == fold)
                        .mapToObj(ids::get)
                        .toList());
    }

    /** Puts a file of a case where the manifest names it, and its ETag into the manifest; content ids stay. */
    public void upload(ObjectStore datasets, String key, byte[] bytes) {
        datasets.put(key, bytes);
        StoredFile stored = new StoredFile(
                key, bytes.length, datasets.stat(key).orElseThrow().etag());
        UnaryOperator<StoredFile> renewed = file -> file.key().equals(key) ? stored : file;
        manifest = manifest(
                manifest.labels(),
                manifest.training().stream()
                        .map(c -> new CaseFiles(
                                c.caseId(),
                                c.contentId(),
                                c.images().stream().map(renewed).toList(),
                                c.label().map(renewed)))
                        .toList());
        results.put(ObjectKeys.manifest(manifest.versionId()), Json.bytes(manifest));
    }

    /** The files of a case as the manifest names them; they need not exist. */
    private static CaseFiles files(String caseId) {
        return CaseFiles.of(
                caseId,
                List.of(new StoredFile(
                        EventExamples.DATASET + "/imagesTr/" + caseId + "_0000.nii.gz", 1, "image " + caseId)),
                Optional.of(new StoredFile(
                        EventExamples.DATASET + "/labelsTr/" + caseId + ".nii.gz", 1, "label " + caseId)),
                "labels");
    }

    public DatasetManifest manifest() {
        return manifest;
    }

    public PreprocessingParameters parameters() {
        return parameters;
    }

    private static byte[] resource(String name) {
        try (InputStream in = PlannedDataset.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
