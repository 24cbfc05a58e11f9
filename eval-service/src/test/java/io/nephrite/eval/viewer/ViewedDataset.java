package io.nephrite.eval.viewer;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntUnaryOperator;

/**
 * A planned dataset whose first case has files: 4 × 3 × 2 voxels along x, y, z, to the right, to the front and up. The
 * value of a voxel tells its place: 100 z + 10 y + x.
 */
public final class ViewedDataset {
    public static final Shape3 SHAPE = new Shape3(2, 3, 4);
    private static final Spacing SPACING = new Spacing(5, 1, 1);

    private final ObjectStore results;
    private final PlannedDataset planned;

    /** Writes image and reference of the first case. */
    public ViewedDataset(ObjectStore datasets, ObjectStore results, IntUnaryOperator reference) {
        this.results = results;
        this.planned = PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}");
        float[] voxels = new float[(int) SHAPE.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = 100 * (i / 12) + 10 * (i / 4 % 3) + i % 4;
        }
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeImage(image, new ImageVolume(voxels, 1, SHAPE, SPACING), header());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        planned.upload(datasets, files().images().get(0).key(), image.toByteArray());
        planned.upload(datasets, files().label().orElseThrow().key(), labels(reference));
    }

    public VersionId version() {
        return planned.manifest().versionId();
    }

    public String caseId() {
        return files().caseId();
    }

    /** That validates the first case. */
    public FoldId fold() {
        return version().fold(PlannedDataset.CONFIGURATION, "0");
    }

    /** Writes a prediction of the first case; voxel by its place in C order → label. */
    public void predict(IntUnaryOperator prediction) {
        results.put(ObjectKeys.prediction(fold(), caseId(), ".nii.gz"), labels(prediction));
    }

    private CaseFiles files() {
        return planned.manifest().training().get(0);
    }

    private static byte[] labels(IntUnaryOperator labels) {
        byte[] voxels = new byte[(int) SHAPE.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) labels.applyAsInt(i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeLabel(out, new LabelVolume(voxels, SHAPE, SPACING), header());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static NiftiHeader header() {
        return NiftiHeader.of(SHAPE, 1, StoredType.FLOAT32, Affine.of(new double[][] {
            {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 5, 0}
        }));
    }
}
