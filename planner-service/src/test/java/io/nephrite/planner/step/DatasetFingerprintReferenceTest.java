package io.nephrite.planner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.ForegroundSampling;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.fingerprint.IntensityStatistics;
import io.nephrite.imaging.preprocess.ExtractedFingerprint;
import io.nephrite.imaging.preprocess.FingerprintExtractor;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goes from images to dataset_fingerprint.json and compares with nnU-Net 2.8.1's, and with figures of nnU-Net v1.
 * Mean and deviation to 1e-6, as nnU-Net sums float32; all else equal.
 */
class DatasetFingerprintReferenceTest {
    private static final long KEEP_BYTES = 64L << 20;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void fingerprintsPhantomsAsNnunetDoes() throws IOException {
        assertEqualFingerprint(
                SmallReference.path("Dataset901_Phantom"), "_0000.nii.gz", SmallReference.path("phantom"));
    }

    @Test
    void fingerprintsSmallKidneysAsNnunetDoes() throws IOException {
        assertEqualFingerprint(
                SharedData.path("data/Task040_KiTS_small"), "_0000.nii.gz", SharedData.path("reference/kits_small"));
    }

    @Test
    void fingerprintsHippocampusAsNnunetDoes() throws IOException {
        assertEqualFingerprint(
                SharedData.path("data/Task04_Hippocampus"), ".nii.gz", SharedData.path("reference/hippocampus"));
    }

    @Test
    void countsEveryTenthVoxelAsNnunetV1Does() throws IOException {
        Map<String, float[][]> foreground = new TreeMap<>();
        read(SharedData.path("data/Task040_KiTS_small"), "_0000.nii.gz", new ArrayList<>(), foreground);
        List<float[][]> values = List.copyOf(foreground.values());
        IntensityProperties found = new IntensityStatistics(values.size(), 1, ForegroundSampling.EVERY_TENTH, 0)
                .of(values::get, executor)
                .get("0");
        assertThat(found.percentile005()).isEqualTo(21.719999313354492);
        assertThat(found.percentile995()).isEqualTo(242);
        assertThat(found.median()).isEqualTo(161);
        assertThat(found.min()).isEqualTo(-75);
        assertThat(found.max()).isEqualTo(273);
        assertThat(found.mean()).isCloseTo(152.3102264404297, within(1e-4));
        assertThat(found.std()).isCloseTo(45.3441276550293, within(1e-4));
    }

    private void assertEqualFingerprint(Path data, String imageEnding, Path reference) throws IOException {
        List<CaseFingerprint> cases = new ArrayList<>();
        Map<String, float[][]> foreground = new TreeMap<>();
        read(data, imageEnding, cases, foreground);
        List<float[][]> values = List.copyOf(foreground.values());

        long start = System.nanoTime();
        DatasetFingerprint found = DatasetFingerprint.of(
                cases,
                new IntensityStatistics(values.size(), 1, ForegroundSampling.DRAWN, KEEP_BYTES)
                        .of(values::get, executor));
        System.out.printf("%s: dataset fingerprint in %.2f s%n", data, (System.nanoTime() - start) / 1e9);

        DatasetFingerprint expected =
                DatasetFingerprint.parse(Files.readAllBytes(reference.resolve("dataset_fingerprint.json")));
        assertThat(found.shapesAfterCrop()).isEqualTo(expected.shapesAfterCrop());
        assertThat(found.spacings()).isEqualTo(expected.spacings());
        assertThat(found.medianRelativeSize()).isEqualTo(expected.medianRelativeSize());
        IntensityProperties ours = found.intensityProperties().get("0");
        IntensityProperties theirs = expected.intensityProperties().get("0");
        assertThat(ours.min()).isEqualTo(theirs.min());
        assertThat(ours.max()).isEqualTo(theirs.max());
        assertThat(ours.median()).isEqualTo(theirs.median());
        assertThat(ours.percentile005()).isEqualTo(theirs.percentile005());
        assertThat(ours.percentile995()).isEqualTo(theirs.percentile995());
        assertThat(ours.mean()).isCloseTo(theirs.mean(), within(1e-6 * theirs.mean()));
        assertThat(ours.std()).isCloseTo(theirs.std(), within(1e-6 * theirs.std()));
    }

    private static void read(
            Path dataset, String imageEnding, List<CaseFingerprint> cases, Map<String, float[][]> foreground)
            throws IOException {
        List<Path> labels;
        try (Stream<Path> files = Files.list(dataset.resolve("labelsTr"))) {
            labels =
                    files.filter(f -> f.toString().endsWith(".nii.gz")).sorted().toList();
        }
        FingerprintExtractor extractor = new FingerprintExtractor(2);
        for (Path label : labels) {
            String id = label.getFileName().toString().replace(".nii.gz", "");
            Path image = dataset.resolve("imagesTr").resolve(id + imageEnding);
            try (InputStream imageIn = Files.newInputStream(image);
                    InputStream labelIn = Files.newInputStream(label)) {
                FileImage nifti = ImageFileReader.readImage(imageIn, image.toString());
                ExtractedFingerprint f =
                        extractor.extract(id, nifti.volume(), ImageFileReader.readLabel(labelIn, label.toString()));
                foreground.put(id, f.foreground());
                cases.add(new CaseFingerprint(
                        id,
                        f.shapeBeforeCrop(),
                        f.shapeAfterCrop(),
                        nifti.volume().spacing(),
                        f.relativeSize(),
                        f.foregroundVoxels(),
                        "none"));
            }
        }
    }
}
