package io.nephrite.core.pipeline;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.identity.CaseContent;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * Every key of bucket {@code nephrite}; nothing else builds keys or takes them apart (names in a fold's folder:
 * {@link FoldFolder}, in one of the choice: {@link ChoiceFolder}, in a queue's: {@link JobFolder}). Two families below {@code <dataset>/}: what depends
 * on content alone (checks, fingerprints, preprocessed cases: named by hashes, shared by all versions), and
 * {@code results/<version>/}, laid out like an nnU-Net results folder. Beside the datasets, {@code _jobs/} holds what is
 * being worked on, and {@code _deadletters/} what was done about records that cannot be worked on.
 */
public final class ObjectKeys {
    /** Bucket that users write. */
    public static final String DATASETS = "datasets";

    /** Bucket that only the services write. */
    public static final String NEPHRITE = "nephrite";

    /** Name of the object beside dataset.json that says how far the work shall go: {@code {"until": "plans"}}. */
    public static final String GOAL_FILE = "run.json";

    /** Name of the object beside dataset.json with plans to be taken as they are. */
    public static final String PLANS_FILE = "nnUNetPlans.json";

    /** Name of the object beside dataset.json with splits to be taken as they are. */
    public static final String SPLITS_FILE = "splits_final.json";

    private static final String JSON = ".json";

    private static final String IMAGES_TO_PREDICT = ImagePredictionRequested.UPLOADS;

    private ObjectKeys() {}

    /** Mutable, in the bucket that users write: which objects of a dataset an upload has put, and from where. */
    public static String uploadRecord(String dataset) {
        return "_uploads/" + dataset + ".json";
    }

    /** Mutable: {@code {"version", "until"}} of the newest sealed version. */
    public static String current(String dataset) {
        return dataset + "/current.json";
    }

    public static String checks(String dataset) {
        return dataset + "/checks/";
    }

    public static String check(String dataset, CaseFiles files) {
        return check(dataset, files.content());
    }

    public static String check(String dataset, CaseContent content) {
        return checks(dataset) + content.name() + ".json";
    }

    /** Case of the key of a check, the inverse of {@link #check}; empty where the key is none. */
    public static Optional<CaseContent> checkedCase(String dataset, String key) {
        return between(checks(dataset), key, JSON).flatMap(CaseContent::parse);
    }

    public static String fingerprints(String dataset, Optional<RawResampling> raw) {
        return dataset + "/fingerprints/" + rawId(raw) + "/";
    }

    /** Marker of a fingerprinted case. */
    public static String caseFingerprint(String dataset, CaseFiles files, Optional<RawResampling> raw) {
        return fingerprints(dataset, raw) + files.content().name() + ".json";
    }

    /** Marker of a case that cannot be fingerprinted and is left out; means nothing where there is a fingerprint. */
    public static String skippedFingerprint(String dataset, CaseFiles files, Optional<RawResampling> raw) {
        return fingerprints(dataset, raw) + files.content().name() + ".skipped.json";
    }

    /** Foreground voxels of a case, float32 (C, n), {@code .npy.zst}; in C order of the cropped array. */
    public static String caseForeground(String dataset, CaseFiles files, Optional<RawResampling> raw) {
        return dataset + "/foreground/" + rawId(raw) + "/" + files.content().name() + ".npy.zst";
    }

    /** Everything that preprocessing depends on besides the case. */
    public static String preprocessingParameters(String dataset, String parametersId) {
        return dataset + "/preprocessing/" + parametersId + ".json";
    }

    /** All preprocessed cases of one set of parameters; the keys of markers end in {@code .json}. */
    public static String preprocessed(String dataset, String parametersId) {
        return dataset + "/preprocessed/" + parametersId + "/";
    }

    /** Marker of a preprocessed case: its properties. */
    public static String properties(String dataset, String parametersId, CaseFiles files) {
        return preprocessed(dataset, parametersId) + files.content().name() + ".json";
    }

    /** float32 (C, Z, Y, X), plan frame. */
    public static String image(String dataset, String parametersId, CaseFiles files) {
        return dataset + "/volumes/" + parametersId + "/" + files.content().name() + ".npy.zst";
    }

    /** int8 or int16 (1, Z, Y, X), plan frame. */
    public static String segmentation(String dataset, String parametersId, CaseFiles files) {
        return dataset + "/volumes/" + parametersId + "/" + files.content().name() + "_seg.npy.zst";
    }

    /**
     * Segmentations that one training of a cascade's earlier stage has made for a later stage; ends in a slash.
     *
     * @param trainingId of the earlier stage
     * @param targetId hash of what they depend on besides the weights and the cases
     */
    public static String nextStage(String dataset, String trainingId, String targetId) {
        return dataset + "/next_stage/" + trainingId + "/" + targetId + "/";
    }

    /** int8 or int16 (1, Z, Y, X), plan frame. */
    public static String nextStageMap(String dataset, String trainingId, String targetId, CaseFiles files) {
        return nextStage(dataset, trainingId, targetId) + files.content().name() + ".npy.zst";
    }

    /** Marker of such a segmentation. */
    public static String nextStageMarker(String dataset, String trainingId, String targetId, CaseFiles files) {
        return nextStage(dataset, trainingId, targetId) + files.content().name() + JSON;
    }

    /** A folder below this is a version. Ends in a slash. */
    public static String versions(String dataset) {
        return dataset + "/results/";
    }

    /** Root of a version's results, with the names of an nnU-Net results folder below. Ends in a slash. */
    public static String results(VersionId version) {
        return versions(version.dataset()) + version.version() + "/";
    }

    public static String manifest(VersionId version) {
        return results(version) + "manifest.json";
    }

    /** Mutable: how far the work on this version shall go. */
    public static String goal(VersionId version) {
        return results(version) + "goal.json";
    }

    public static String datasetJson(VersionId version) {
        return results(version) + "dataset.json";
    }

    public static String experiment(VersionId version) {
        return results(version) + "experiment.json";
    }

    /** Of the newest attempt to seal, whether it succeeded or not; mutable. */
    public static String newestIngestReport(String dataset) {
        return dataset + "/ingest-report.json";
    }

    public static String ingestReport(VersionId version) {
        return results(version) + "ingest-report.json";
    }

    public static String ingestReportMarkdown(VersionId version) {
        return results(version) + "ingest-report.md";
    }

    public static String newestIngestReportMarkdown(String dataset) {
        return dataset + "/ingest-report.md";
    }

    /** Mutable: how far upload and check of the dataset are. */
    public static String intake(String dataset) {
        return dataset + "/intake.json";
    }

    /** One object for each dataset of which files are known: what is listed to find datasets whose files have gone. */
    public static String knownDatasets() {
        return "_intakes/";
    }

    public static String knownDataset(String dataset) {
        return knownDatasets() + dataset;
    }

    /** Datasets that were deleted or are being deleted, one object each; ends in a slash. */
    public static String deletions() {
        return "_deletions/";
    }

    /** That a dataset is to be deleted, and what has become of it; stays when it is. */
    public static String deletion(String dataset) {
        return deletions() + dataset + JSON;
    }

    /** Job object: somebody said that the upload has ended; gone once it was answered. */
    public static String sealRequest(String dataset) {
        return dataset + "/seal-request.json";
    }

    public static String datasetFingerprint(VersionId version) {
        return results(version) + "dataset_fingerprint.json";
    }

    /**
     * Returns the key of the plans.
     *
     * @param plansName such as {@code nnUNetPlans}
     */
    public static String plans(VersionId version, String plansName) {
        return results(version) + plansName + ".json";
    }

    /** Why the plans are as they are, in sentences. */
    public static String plansExplained(VersionId version) {
        return results(version) + "plans-explained.md";
    }

    /** The same facts as JSON. */
    public static String plansExplainedJson(VersionId version) {
        return results(version) + "plans-explained.json";
    }

    /** Marker: plans, splits and parameters are all written. */
    public static String planning(VersionId version) {
        return results(version) + "planning.json";
    }

    /**
     * Marker: cases that could not be preprocessed were left out. It stands in place of {@link #planning}; plans and
     * splits stay.
     */
    public static String reducedPlanning(VersionId version) {
        return results(version) + "planning-reduced.json";
    }

    /** Cases of a version whose preprocessing failed and may be skipped; ends in a slash. */
    public static String skippedPreprocessing(VersionId version) {
        return version.dataset() + "/skipped/" + version.version() + "/";
    }

    public static String skippedPreprocessing(VersionId version, String caseId) {
        return skippedPreprocessing(version) + caseId + JSON;
    }

    /** Case of the key of a marker below {@link #skippedPreprocessing(VersionId)}; empty where the key is none. */
    public static Optional<String> skippedCase(VersionId version, String key) {
        return between(skippedPreprocessing(version), key, JSON);
    }

    public static String splits(VersionId version) {
        return results(version) + "splits_final.json";
    }

    /** Folder of a fold's training; ends in a slash. */
    public static String fold(FoldId fold) {
        return results(fold.version())
                + FoldFolder.inResults(fold.configuration(), fold.fold()).prefix();
    }

    /** What the weights of a fold were trained on. */
    public static String lineage(FoldId fold) {
        return FoldFolder.of(fold).lineage();
    }

    /** The same beside the Dice that the weights have reached. */
    public static String validationLineage(FoldId fold) {
        return FoldFolder.of(fold).validationLineage();
    }

    /** Markers of finished trainings; ends in a slash. */
    public static String trainings(String dataset) {
        return dataset + "/trainings/";
    }

    /** Marker of a finished training, named by everything it depends on; says in which fold folder it is. */
    public static String training(String dataset, String trainingId) {
        return trainings(dataset) + trainingId + ".json";
    }

    /**
     * Returns the key of a validation case's prediction.
     *
     * @param ending as {@link FoldFolder#prediction}
     */
    public static String prediction(FoldId fold, String caseId, String ending) {
        return FoldFolder.of(fold).prediction(caseId, ending);
    }

    /** Markers of evaluated cases of a fold; ends in a slash. */
    public static String caseMetrics(FoldId fold) {
        return fold.dataset() + "/metrics/" + fold.version().version() + "/"
                + FoldFolder.inResults(fold.configuration(), fold.fold()).prefix();
    }

    /** Marker of an evaluated case of a fold: its metrics. */
    public static String caseMetrics(FoldId fold, String caseId) {
        return caseMetrics(fold) + caseId + JSON;
    }

    /** Case of the key of a marker below {@link #caseMetrics(FoldId)}; empty where the key is none. */
    public static Optional<String> evaluatedCase(FoldId fold, String key) {
        return between(caseMetrics(fold), key, JSON);
    }

    public static String summary(FoldId fold) {
        return FoldFolder.of(fold).summary();
    }

    /** Marker: what predicts from now on. */
    public static String selection(VersionId version) {
        return results(version) + "selection.json";
    }

    /** The same as nnU-Net writes it. */
    public static String inferenceInformation(VersionId version) {
        return results(version) + "inference_information.json";
    }

    /** Commands that predict with what was selected. */
    public static String inferenceInstructions(VersionId version) {
        return results(version) + "inference_instructions.txt";
    }

    /**
     * Predictions of all validation cases together, their summary and their postprocessing, of one configuration; ends
     * in a slash.
     */
    public static String crossValidation(VersionId version, String configuration, List<String> folds) {
        return results(version) + configuration + "/crossval_results_folds_" + String.join("_", folds) + "/";
    }

    /**
     * The same of a pair whose probabilities are averaged.
     *
     * @param ensemble name of the pair, as {@link io.nephrite.core.selection.NnunetModel#ensemble}
     */
    public static String ensemble(VersionId version, String ensemble) {
        return results(version) + "ensembles/" + ensemble + "/";
    }

    /** Markers of the evaluated cases of a pair; ends in a slash. */
    public static String ensembleMetrics(VersionId version, String ensemble) {
        return version.dataset() + "/metrics/" + version.version() + "/ensembles/" + ensemble + "/";
    }

    /** Marker of an evaluated case of a pair: its metrics. */
    public static String ensembleMetrics(VersionId version, String ensemble, String caseId) {
        return ensembleMetrics(version, ensemble) + caseId + JSON;
    }

    /**
     * Logits of the validation cases of a fold, kept until the choice is made; ends in a slash.
     *
     * @see #keptLogits(FoldId, String)
     */
    public static String keptLogits(FoldId fold) {
        return fold.dataset() + "/logits/" + fold.version().version() + "/"
                + FoldFolder.inResults(fold.configuration(), fold.fold()).prefix();
    }

    /** Whether a key is of such logits of any fold of a version. */
    public static boolean isKeptLogits(VersionId version, String key) {
        return key.startsWith(version.dataset() + "/logits/" + version.version() + "/");
    }

    /** float16 (K, Z, Y, X), plan frame, on the grid of the preprocessed case. */
    public static String keptLogits(FoldId fold, String caseId) {
        return keptLogits(fold) + caseId + ".npy.zst";
    }

    /** Images that were uploaded for a model to predict, in bucket {@link #DATASETS}; ends in a slash. */
    public static String imagesToPredict(String model) {
        return IMAGES_TO_PREDICT + model + "/";
    }

    /** The model and the name of such an image; empty where the key is of none. */
    public static Optional<ImageUpload> imageToPredict(String key) {
        return below(IMAGES_TO_PREDICT, key).flatMap(ImageUpload::parse);
    }

    /** What the keys of all such images begin with. */
    public static String imagesToPredict() {
        return IMAGES_TO_PREDICT;
    }

    /** What the keys of all predictions of images without reference begin with. */
    public static String imagePredictions() {
        return "_predictions/";
    }

    /** Predictions of images without reference; ends in a slash. */
    public static String imagePredictions(String model) {
        return imagePredictions() + model + "/";
    }

    /**
     * Returns the key of the prediction of an image without reference.
     *
     * @param ending as {@link FoldFolder#prediction}
     */
    public static String imagePrediction(String model, String caseId, String ending) {
        return imagePredictions(model) + caseId + ending;
    }

    /** Marker of such a prediction: what it was made of and with, and what it holds. */
    public static String imagePredictionRecord(String model, String caseId) {
        return imagePredictions(model) + caseId + JSON;
    }

    public static String report(VersionId version) {
        return results(version) + "report.json";
    }

    public static String reportMarkdown(VersionId version) {
        return results(version) + "report.md";
    }

    /** The report as a page that needs nothing beside it. */
    public static String reportPage(VersionId version) {
        return results(version) + "report.html";
    }

    /** Which test images the page shows. */
    public static String shownTestImages(VersionId version) {
        return version.dataset() + "/report-pages/" + version.version() + JSON;
    }

    /** Failures of a dataset, one object each; ends in a slash. */
    public static String failures(String dataset) {
        return dataset + "/failures/";
    }

    /**
     * Returns the key of a failure.
     *
     * @param eventId of the event that tells of the failure
     */
    public static String failure(String dataset, String eventId) {
        return failures(dataset) + eventId + JSON;
    }

    /** Everything that a user uploaded of a dataset, in bucket {@link #DATASETS}; ends in a slash. */
    public static String uploads(String dataset) {
        return dataset + "/";
    }

    /** Everything that the services wrote below the name of a dataset, in bucket {@link #NEPHRITE}; ends in a slash. */
    public static String derived(String dataset) {
        return dataset + "/";
    }

    /**
     * Returns the key of an uploaded file of a dataset.
     *
     * @param file path below the dataset, such as {@code dataset.json} or {@link #GOAL_FILE}
     */
    public static String upload(String dataset, String file) {
        return uploads(dataset) + file;
    }

    /**
     * The name of an object of either bucket below a folder; empty where it does not lie there.
     *
     * @param folder ends in a slash
     */
    public static Optional<String> below(String folder, String key) {
        return key.startsWith(folder) ? Optional.of(key.substring(folder.length())) : Optional.empty();
    }

    /** The dataset that an object of either bucket belongs to; empty where it lies in no folder. */
    public static Optional<String> datasetOf(String key) {
        int slash = key.indexOf('/');
        return slash > 0 ? Optional.of(key.substring(0, slash)) : Optional.empty();
    }

    /** How often what a version lacked was asked for again, one object for each time; ends in a slash. */
    public static String sweeps(VersionId version) {
        return version.dataset() + "/sweeps/" + version.version() + "/";
    }

    /**
     * Claim of one replica to ask again; only one can write it.
     *
     * @param number from 1; padded, so that keys are listed in the order of their numbers
     */
    public static String sweep(VersionId version, int number) {
        return sweeps(version) + "%06d.json".formatted(number);
    }

    /** All queues of jobs; ends in a slash. */
    public static String jobs() {
        return "_jobs/";
    }

    /** Everything about the jobs of a queue: not below a dataset, so that one listing finds all that is open. */
    public static String jobs(String queue) {
        return jobs() + queue + "/";
    }

    /**
     * Marker: something was done about a dead letter, or is being done.
     *
     * @param topic of the record that became one
     * @param offset in the topic of the dead letters
     * @param timeMillis when the broker got it
     */
    public static String deadLetter(String topic, long offset, long timeMillis) {
        return "_deadletters/" + topic + "/" + offset + "-" + timeMillis + ".json";
    }

    /** Every trained model that was put into the store; ends in a slash. */
    public static String models() {
        return "_models/";
    }

    /** The models of a dataset; ends in a slash. */
    public static String models(String dataset) {
        return models() + dataset + "/";
    }

    /** The files of a model, which are never changed; ends in a slash. */
    public static String model(String dataset, String id) {
        return models(dataset) + id + "/";
    }

    /**
     * Returns the key of a model's file.
     *
     * @param path inside the model's folder, such as {@code model.json}
     */
    public static String modelFile(String dataset, String id, String path) {
        return model(dataset, id) + path;
    }

    /** Names that point to models; ends in a slash. */
    public static String modelAliases(String dataset) {
        return models(dataset) + "_aliases/";
    }

    /** Mutable: the id of the model that a name points to. */
    public static String modelAlias(String dataset, String alias) {
        return modelAliases(dataset) + alias;
    }

    private static Optional<String> between(String prefix, String key, String suffix) {
        return key.startsWith(prefix) && key.endsWith(suffix) && key.length() > prefix.length() + suffix.length()
                ? Optional.of(key.substring(prefix.length(), key.length() - suffix.length()))
                : Optional.empty();
    }

    private static String rawId(Optional<RawResampling> raw) {
        return raw.map(r -> ContentHash.of(Json.bytes(r))).orElse("raw");
    }
}
