package io.nephrite.eval.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedVolumesTest {
    private static final Shape3 SHAPE = new Shape3(16, 64, 64);
    private static final long BYTES = SHAPE.voxels() * Float.BYTES;

    @TempDir
    Path scratch;

    private final InMemoryObjectStore datasets = new InMemoryObjectStore();
    private final AtomicInteger reads = new AtomicInteger();
    private List<CaseFiles> cases;

    @BeforeEach
    void writeCases() throws IOException {
        PlannedDataset planned =
                PlannedDataset.write(new InMemoryObjectStore(), 6, Milestone.REPORT, "{\"folds\": [0, 1]}");
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        NiftiWriter.writeImage(
                image,
                new ImageVolume(new float[(int) SHAPE.voxels()], 1, SHAPE, new Spacing(1, 1, 1)),
                NiftiHeader.of(SHAPE, 1, StoredType.FLOAT32, Affine.of(new double[][] {
                    {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}
                })));
        for (CaseFiles files : planned.manifest().training()) {
            planned.upload(datasets, files.images().get(0).key(), image.toByteArray());
        }
        cases = planned.manifest().training();
    }

    /** Images may take half of the bytes: here two of them. */
    private MappedVolumes volumes() {
        ForwardingObjectStore counted = new ForwardingObjectStore(datasets) {
            @Override
            public InputStream get(String key) {
                reads.incrementAndGet();
                return super.get(key);
            }
        };
        return new MappedVolumes(counted, new InMemoryObjectStore(), scratch, 2 * (2 * BYTES + 1024));
    }

    @Test
    void readsAVolumeOnceWhileItIsLookedAt() {
        MappedVolumes volumes = volumes();

        volumes.image(cases.get(0), 0);
        int once = reads.get();
        volumes.image(cases.get(0), 0);

        assertThat(once).isPositive();
        assertThat(reads).hasValue(once);
    }

    @Test
    void letsOldVolumesGoSoThatTheirBytesStayBounded() {
        MappedVolumes volumes = volumes();
        for (CaseFiles files : cases) {
            volumes.image(files, 0);
        }
        int before = reads.get();

        Awaitility.await("at most two of six are kept").until(() -> volumes.keptImages() <= 2);
        for (CaseFiles files : cases) {
            volumes.image(files, 0);
        }

        assertThat(reads.get() - before).isGreaterThanOrEqualTo(4 * before / cases.size());
    }
}
