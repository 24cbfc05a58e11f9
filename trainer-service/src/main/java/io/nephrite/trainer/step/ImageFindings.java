package io.nephrite.trainer.step;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is told beside the prediction of an image without reference. */
final class ImageFindings {
    private static final double MM3_PER_ML = 1000;

    private static final String[] AXES = {"z", "y", "x"};

    /** Spacings beyond those of the training cases by this factor are far from them. */
    private static final double FAR_SPACING = 1.5;

    private ImageFindings() {}

    /** Name of each label but the background, or of each region → its volume. */
    static Map<String, Double> volumesMl(LabelVolume labels, LabelMap map) {
        Map<Integer, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < labels.voxels().length(); i++) {
            counts.merge(labels.voxels().get(i), 1L, Long::sum);
        }
        Spacing spacing = labels.spacing();
        double voxelMl = spacing.z() * spacing.y() * spacing.x() / MM3_PER_ML;
        Map<String, Double> volumes = new LinkedHashMap<>();
        for (List<Integer> values : map.classes()) {
            long voxels = values.stream()
                    .mapToLong(value -> counts.getOrDefault(value, 0L))
                    .sum();
            volumes.put(map.nameOf(values), voxels * voxelMl);
        }
        return volumes;
    }

    /** Where the image is far outside of what the model was trained on. */
    static List<String> warnings(ImageVolume image, ObjectStore results, StoredVersion version) {
        DatasetFingerprint fingerprint =
                DatasetFingerprint.parse(results.bytes(ObjectKeys.datasetFingerprint(version.id())));
        List<String> warnings = new ArrayList<>();
        for (int axis = 0; axis < AXES.length; axis++) {
            int a = axis;
            double mm = image.spacing().get(axis);
            double least = fingerprint.spacings().stream()
                    .mapToDouble(s -> s.get(a))
                    .min()
                    .orElseThrow();
            double most = fingerprint.spacings().stream()
                    .mapToDouble(s -> s.get(a))
                    .max()
                    .orElseThrow();
            if (version.experiment().rawResampling().isEmpty()
                    && (mm < least / FAR_SPACING || mm > most * FAR_SPACING)) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "the spacing along %s is %.3f mm, in the training cases it is %.3f to %.3f mm",
                        AXES[axis],
                        mm,
                        least,
                        most));
            }
        }
        intensities(image, fingerprint, warnings);
        return warnings;
    }

    private static void intensities(ImageVolume image, DatasetFingerprint fingerprint, List<String> warnings) {
        float[] voxels = image.voxels();
        int perChannel = voxels.length / image.channels();
        for (int channel = 0; channel < image.channels(); channel++) {
            IntensityProperties trained = fingerprint.intensityProperties().get(Integer.toString(channel));
            if (trained == null) {
                continue;
            }
            float highest = Float.NEGATIVE_INFINITY;
            for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
                highest = Math.max(highest, voxels[i]);
            }
            if (highest < trained.percentile005()) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "no voxel of channel %d is as bright as the darkest foreground of the training cases: at most"
                                + " %.1f, there from %.1f",
                        channel,
                        highest,
                        trained.percentile005()));
            }
        }
    }
}
