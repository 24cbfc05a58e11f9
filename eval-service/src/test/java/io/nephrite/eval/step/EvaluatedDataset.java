package io.nephrite.eval.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Four cases, two folds: even cases validate fold 0, odd ones fold 1. A label file is a row of ten voxels. */
final class EvaluatedDataset {
    static final String DATASET = EventExamples.DATASET;
    static final String VERSION = EventExamples.VERSION;

    final InMemoryObjectStore datasets = new InMemoryObjectStore();
    final InMemoryObjectStore results = new InMemoryObjectStore();
    final PlannedDataset planned = PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}");

    /** Writes label and prediction of a case, one digit per voxel. */
    CasePredicted predicted(int index, String reference, String prediction) {
        CaseFiles files = planned.manifest().training().get(index);
        String fold = Integer.toString(index % 2);
        planned.upload(datasets, files.label().orElseThrow().key(), nifti(reference));
        String key = ObjectKeys.prediction(
                new VersionId(DATASET, VERSION).fold(PlannedDataset.CONFIGURATION, fold), files.caseId(), ".nii.gz");
        results.put(key, nifti(prediction));
        return new CasePredicted(
                EventExamples.header("predicted " + index),
                DATASET,
                VERSION,
                PlannedDataset.CONFIGURATION,
                fold,
                files.caseId(),
                key);
    }

    CaseEvaluated evaluated(int index, String reference, String prediction) {
        return (CaseEvaluated) new EvaluateCaseStep(datasets, results, 1)
                .handle(predicted(index, reference, prediction))
                .get(0);
    }

    static byte[] nifti(String digits) {
        Shape3 shape = new Shape3(1, 1, digits.length());
        byte[] voxels = new byte[digits.length()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (digits.charAt(i) - '0');
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeLabel(
                    out,
                    new LabelVolume(voxels, shape, new Spacing(1, 1, 1)),
                    NiftiHeader.of(shape, 1, StoredType.UINT8, Affine.of(new double[][] {
                        {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}
                    })));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
