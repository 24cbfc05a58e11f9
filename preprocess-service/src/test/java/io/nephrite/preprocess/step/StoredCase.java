package io.nephrite.preprocess.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.EventExamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A small case: HU grow along z, and rows y = 5 and y = 6 have labels 1 and 2. */
public final class StoredCase {
    public static final Shape3 SHAPE = new Shape3(8, 12, 10);

    /** 2 mm slices, 1 mm in the plane. */
    static final Spacing SPACING = new Spacing(2, 1, 1);

    private static final NiftiHeader HEADER = NiftiHeader.of(SHAPE, 1, StoredType.INT16, Affine.of(new double[][] {
        {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 2, 0}
    }));

    private StoredCase() {}

    /** Writes image and label into the bucket. */
    public static CaseFiles put(ObjectStore datasets, String caseId) {
        return put(datasets, caseId, 0);
    }

    /** @param brighter HU by which it is brighter than others */
    static CaseFiles put(ObjectStore datasets, String caseId, int brighter) {
        float[] hu = new float[(int) SHAPE.voxels()];
        byte[] labels = new byte[hu.length];
        int plane = SHAPE.y() * SHAPE.x();
        for (int i = 0; i < hu.length; i++) {
            hu[i] = 10 * (i / plane) + 1 + brighter;
            int y = i % plane / SHAPE.x();
            labels[i] = (byte) (y == 5 ? 1 : y == 6 ? 2 : 0);
        }
        String imageKey = EventExamples.DATASET + "/imagesTr/" + caseId + "_0000.nii.gz";
        String labelKey = EventExamples.DATASET + "/labelsTr/" + caseId + ".nii.gz";
        try {
            ByteArrayOutputStream image = new ByteArrayOutputStream();
            NiftiWriter.writeImage(image, new ImageVolume(hu, 1, SHAPE, SPACING), HEADER);
            datasets.put(imageKey, image.toByteArray());
            ByteArrayOutputStream label = new ByteArrayOutputStream();
            NiftiWriter.writeLabel(label, new LabelVolume(labels, SHAPE, SPACING), HEADER);
            datasets.put(labelKey, label.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CaseFiles.of(
                caseId, List.of(file(datasets, imageKey)), Optional.of(file(datasets, labelKey)), "declared");
    }

    /** As it lies there now. */
    static StoredFile file(ObjectStore datasets, String key) {
        ObjectInfo info = datasets.stat(key).orElseThrow();
        return new StoredFile(key, info.size(), info.etag());
    }
}
