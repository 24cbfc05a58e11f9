package io.nephrite.eval.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a slice of a large CT takes. Printed, not asserted: the machine may do other things as well. */
@Tag("full")
class CaseViewerSpeedTest {
    private static final Shape3 SHAPE = new Shape3(234, 512, 512);
    private static final int SLICES = 60;
    private static final int NOISE = 64;

    @TempDir
    Path scratch;

    @Test
    void printsWhatASliceTakes() throws IOException {
        InMemoryObjectStore datasets = new InMemoryObjectStore();
        InMemoryObjectStore results = new InMemoryObjectStore();
        PlannedDataset planned = PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}");
        byte[] file = volume();
        planned.upload(
                datasets, planned.manifest().training().get(0).images().get(0).key(), file);
        CaseViewer viewer = new CaseViewer(datasets, results, scratch, 2L << 30);

        double first = millis(viewer, planned, AnatomicalPlane.AXIAL, 100);
        System.out.printf(
                Locale.ROOT,
                "512 x 512 x 234, %d MB compressed: first slice %.0f ms of CPU%n",
                file.length / 1_000_000,
                first);
        for (AnatomicalPlane plane : AnatomicalPlane.values()) {
            double[] later = new double[SLICES];
            for (int i = 0; i < SLICES; i++) {
                later[i] = millis(viewer, planned, plane, 20 + 3 * i);
            }
            Arrays.sort(later);
            System.out.printf(
                    Locale.ROOT,
                    "%s: median %.1f ms of CPU, 95th percentile %.1f ms%n",
                    plane,
                    later[SLICES / 2],
                    later[SLICES * 95 / 100]);
        }
    }

    /** Of this thread's CPU: a machine that others use as well says nothing by the clock. */
    private static double millis(CaseViewer viewer, PlannedDataset planned, AnatomicalPlane plane, int index) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        byte[] png = viewer.image(
                planned.manifest().versionId(),
                planned.manifest().training().get(0).caseId(),
                plane,
                index,
                0,
                -160,
                240);
        assertThat(png.length).isGreaterThan(1000);
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e6;
    }

    /** Noise over a slope: compresses as badly as a CT does. */
    private static byte[] volume() throws IOException {
        float[] voxels = new float[(int) SHAPE.voxels()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i % SHAPE.x() / 2 - 100 + random.nextInt(NOISE);
        }
        Spacing spacing = new Spacing(2, 0.8, 0.8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(200 << 20);
        NiftiWriter.writeImage(
                out,
                new ImageVolume(voxels, 1, SHAPE, spacing),
                NiftiHeader.of(SHAPE, 1, StoredType.INT16, Affine.of(new double[][] {
                    {0.8, 0, 0, 0}, {0, 0.8, 0, 0}, {0, 0, 2, 0}
                })));
        return out.toByteArray();
    }
}
