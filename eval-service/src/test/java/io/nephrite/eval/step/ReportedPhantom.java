package io.nephrite.eval.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.ReportPage;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.phantom.DemoPhantom;
import io.nephrite.imaging.phantom.PhantomCase;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.JournalExamples;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A version of phantoms up to its report: kidneys and tumours in four cases and two folds. A prediction is its reference
 * moved along x by as many voxels as the case's number says, without the tumour in the last case.
 */
public final class ReportedPhantom {
    private static final int CASES = 4;
    private static final int EPOCHS = 120;

    private final ObjectStore datasets;
    private final ObjectStore results;
    private final PlannedDataset planned;

    public ReportedPhantom(ObjectStore datasets, ObjectStore results) {
        this.datasets = datasets;
        this.results = results;
        planned = PlannedDataset.write(results, CASES, Milestone.REPORT, "{\"folds\": [0, 1]}");
    }

    public VersionId version() {
        return planned.manifest().versionId();
    }

    /** Everything up to the report, and the report. */
    public void report(ReportPage page) {
        for (int i = 0; i < CASES; i++) {
            upload(i);
        }
        EvaluateFoldStep folds = new EvaluateFoldStep(results, Clock.systemUTC());
        SelectConfigurationStep choice = new SelectConfigurationStep(datasets, results, 2);
        ReportStep report = new ReportStep(results, page);
        for (int i = 0; i < CASES; i++) {
            journal(Integer.toString(i % 2));
            for (Event evaluated : new EvaluateCaseStep(datasets, results, 1).handle(predicted(i))) {
                for (Event fold : folds.handle((CaseEvaluated) evaluated)) {
                    for (Event chosen : choice.handle((FoldEvaluated) fold)) {
                        report.handle((ConfigurationSelected) chosen);
                    }
                }
            }
        }
    }

    private void upload(int index) {
        PhantomCase phantom = DemoPhantom.phantom(index);
        CaseFiles files = planned.manifest().training().get(index);
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeImage(
                    image,
                    phantom.image(),
                    NiftiHeader.of(phantom.image().shape(), 1, StoredType.FLOAT32, phantom.affine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        planned.upload(datasets, files.images().get(0).key(), image.toByteArray());
        planned.upload(datasets, files.label().orElseThrow().key(), labels(phantom, phantom.label()));
    }

    private CasePredicted predicted(int index) {
        PhantomCase phantom = DemoPhantom.phantom(index);
        LabelVolume reference = phantom.label();
        int row = reference.shape().x();
        byte[] moved = new byte[reference.voxels().length()];
        for (int i = 0; i < moved.length; i++) {
            int from = i - index;
            int label = i % row < index ? 0 : reference.voxels().get(from);
            moved[i] = (byte) (index == CASES - 1 && label == 2 ? 1 : label);
        }
        FoldId fold = version().fold(PlannedDataset.CONFIGURATION, Integer.toString(index % 2));
        String caseId = planned.manifest().training().get(index).caseId();
        String key = ObjectKeys.prediction(fold, caseId, ".nii.gz");
        results.put(key, labels(phantom, new LabelVolume(moved, reference.shape(), reference.spacing())));
        return new CasePredicted(
                EventExamples.header("predicted " + index),
                fold.dataset(),
                fold.version().version(),
                fold.configuration(),
                fold.fold(),
                caseId,
                key);
    }

    private void journal(String fold) {
        EpochReport[] epochs = new EpochReport[EPOCHS];
        for (int i = 0; i < EPOCHS; i++) {
            double done = 1 - Math.exp(-i / 25.0);
            double wave = 0.02 * Math.sin(i * (fold.equals("0") ? 1.7 : 2.3));
            epochs[i] = new EpochReport(
                    i,
                    EPOCHS,
                    0.3 - 0.9 * done + wave,
                    0.35 - 0.85 * done - wave,
                    List.of(
                            OptionalDouble.of(0.94 * done + wave),
                            i < 20 ? OptionalDouble.empty() : OptionalDouble.of(0.7 * done - wave)),
                    List.of(OptionalDouble.of(0.9 * done), OptionalDouble.of(0.6 * done)),
                    OptionalDouble.of(0.8 * done),
                    0.8 * done,
                    true,
                    0.01 * (1 - i / (double) EPOCHS),
                    Instant.now(),
                    1.5,
                    10,
                    0.1,
                    OptionalLong.empty(),
                    0);
        }
        results.put(
                FoldFolder.of(version().fold(PlannedDataset.CONFIGURATION, fold))
                        .journal(),
                Json.pretty(JournalExamples.of(List.of("<script>alert('warning')</script>"), epochs)));
    }

    private static byte[] labels(PhantomCase phantom, LabelVolume labels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeLabel(out, labels, NiftiHeader.of(labels.shape(), 1, StoredType.UINT8, phantom.affine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
