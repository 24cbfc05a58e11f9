package io.nephrite.testkit;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.DatasetDeleted;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.ImagePredicted;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.core.event.ReportCreated;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One example of every event, all of one dataset: {@value #DATASET}, version {@value #VERSION}, case {@value #CASE}.
 */
public final class EventExamples {
    public static final String DATASET = "Dataset001_Example";
    public static final String VERSION = "0123456789abcdef";
    public static final String CASE = "case_00001";

    private EventExamples() {}

    public static CaseFiles caseFiles() {
        return CaseFiles.of(
                CASE,
                List.of(new StoredFile(DATASET + "/imagesTr/" + CASE + "_0000.nii.gz", 1000, "e1")),
                Optional.of(new StoredFile(DATASET + "/labelsTr/" + CASE + ".nii.gz", 100, "e2")),
                "labels");
    }

    public static EventHeader header(String name) {
        return EventHeader.root("example", name);
    }

    public static List<Event> all() {
        RawResampling raw =
                new RawResampling(List.of(3.22, 1.62, 1.62), RawInterpolation.BSPLINE, RawInterpolation.NEAREST, -1024);
        String parameters = DATASET + "/preprocessing/fedcba9876543210.json";
        return List.of(
                new CaseCheckRequested(header("case-check-requested"), DATASET, caseFiles()),
                new CaseChecked(header("case-checked"), DATASET, CASE, "content", DATASET + "/checks/c.json"),
                new DatasetSealed(header("dataset-sealed"), DATASET, VERSION),
                new FingerprintRequested(
                        header("fingerprint-requested"), DATASET, VERSION, caseFiles(), Optional.of(raw)),
                new CaseFingerprinted(header("case-fingerprinted"), DATASET, VERSION, CASE, DATASET + "/f.json"),
                new PlansCreated(header("plans-created"), DATASET, VERSION, DATASET + "/nnUNetPlans.json"),
                new PreprocessingRequested(
                        header("preprocessing-requested"),
                        DATASET,
                        VERSION,
                        caseFiles(),
                        "nnUNetPlans_3d_fullres",
                        parameters),
                new CasePreprocessed(
                        header("case-preprocessed"), DATASET, VERSION, CASE, "nnUNetPlans_3d_fullres", DATASET + "/p"),
                new TrainingRequested(
                        header("training-requested"), DATASET, VERSION, "3d_fullres", "0", "aaaaaaaaaaaaaaaa"),
                new EpochCompleted(
                        header("epoch-completed"),
                        DATASET,
                        VERSION,
                        "3d_fullres",
                        "0",
                        6,
                        12,
                        -0.31,
                        -0.28,
                        List.of(OptionalDouble.of(0.81), OptionalDouble.empty()),
                        List.of(OptionalDouble.of(0.79), OptionalDouble.empty()),
                        0.6,
                        0.005,
                        30.5,
                        2.1,
                        0.0,
                        100,
                        OptionalLong.of(11_000_000_000L)),
                new FoldTrained(header("fold-trained"), DATASET, VERSION, "3d_fullres", "0", "aaaaaaaaaaaaaaaa"),
                new PredictionRequested(header("prediction-requested"), DATASET, VERSION, "3d_fullres", "0", CASE),
                new CasePredicted(
                        header("case-predicted"), DATASET, VERSION, "3d_fullres", "0", CASE, DATASET + "/x.nii.gz"),
                new CaseEvaluated(
                        header("case-evaluated"), DATASET, VERSION, "3d_fullres", "0", CASE, DATASET + "/m.json"),
                new FoldEvaluated(
                        header("fold-evaluated"), DATASET, VERSION, "3d_fullres", "0", DATASET + "/summary.json"),
                new ImagePredictionRequested(
                        header("image-prediction-requested"), DATASET, VERSION, DATASET + "." + VERSION, caseFiles()),
                new ImagePredicted(
                        header("image-predicted"),
                        DATASET,
                        VERSION,
                        DATASET + "." + VERSION,
                        CASE,
                        "_predictions/" + DATASET + "." + VERSION + "/" + CASE + ".nii.gz"),
                new ConfigurationSelected(
                        header("configuration-selected"),
                        DATASET,
                        VERSION,
                        List.of("2d", "3d_fullres"),
                        DATASET + "/selection.json"),
                new ReportCreated(header("report-created"), DATASET, VERSION, DATASET + "/report.json"),
                WorkFailed.of(
                        header("work-failed"),
                        Optional.of(VERSION),
                        Work.PREPROCESS_CASE,
                        new Unit.OfCase(DATASET, CASE),
                        FailureCode.INVALID_CASE,
                        "case_00001: label shape (91, 512, 512) differs from image shape (90, 512, 512);"
                                + " re-export the label on the image's grid"),
                WorkDelayed.of(
                        header("work-delayed"),
                        Optional.empty(),
                        Work.SEAL_DATASET,
                        new Unit.OfDataset(DATASET),
                        Instant.parse("2026-01-02T03:04:05Z"),
                        "awaited is labelsTr/case_00001.nii.gz"),
                new DatasetDeleted(header("dataset-deleted"), DATASET, true, 12, 3456));
    }

    /**
     * Returns the example of an event.
     *
     * @return the example of that event
     */
    public static <E extends Event> E of(Class<E> type) {
        return all().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no example of " + type));
    }
}
