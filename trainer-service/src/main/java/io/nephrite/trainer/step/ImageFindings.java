package io.nephrite.trainer.step;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is stored beside the prediction of an image that has no reference: volumes and warnings. */
final class ImageFindings {
    private static final double MM3_PER_ML = 1000;

    private static final String[] AXES = {"z", "y", "x"};

    /** Spacings beyond those of the training cases by this factor are far from them. */
    private static final double FAR_SPACING = 1.5;

    /** Beyond the brightest foreground by so many times its whole range is far from it. */
    private static final double FAR_RANGES = 2;

    /** Part of the voxels that is more than implants or vessels take. */
    private static final double FAR_SHARE = 0.05;

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
    static List<String> warnings(ImageVolume image, ImageModel model) {
        Optional<DatasetFingerprint> found = model.fingerprint();
        if (found.isEmpty()) {
            return List.of("the model came without a fingerprint of its training cases; whether this image is like them"
                    + " is not known");
        }
        DatasetFingerprint fingerprint = found.get();
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
            if (model.experiment().rawResampling().isEmpty() && (mm < least / FAR_SPACING || mm > most * FAR_SPACING)) {
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

    /**
     * An image holds other things than the foreground, darker and brighter ones. So it is far off only where all of it
     * is: its brightest voxel is darker than the darkest foreground of the training cases, or its darkest voxel is
     * brighter than their brightest; or where it goes beyond by many times their range, as raw values do that were
     * never rescaled.
     */
    private static void intensities(ImageVolume image, DatasetFingerprint fingerprint, List<String> warnings) {
        float[] voxels = image.voxels();
        int perChannel = voxels.length / image.channels();
        for (int channel = 0; channel < image.channels(); channel++) {
            IntensityProperties trained = fingerprint.intensityProperties().get(Integer.toString(channel));
            if (trained == null) {
                continue;
            }
            float highest = Float.NEGATIVE_INFINITY;
            float lowest = Float.POSITIVE_INFINITY;
            for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
                highest = Math.max(highest, voxels[i]);
                lowest = Math.min(lowest, voxels[i]);
            }
            if (highest < trained.percentile005()) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "no voxel of channel %d is as bright as the darkest foreground of the training cases: at most"
                                + " %.1f, there from %.1f",
                        channel,
                        highest,
                        trained.percentile005()));
            } else if (lowest > trained.percentile995()) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "every voxel of channel %d is brighter than the brightest foreground of the training cases: at"
                                + " least %.1f, there up to %.1f",
                        channel,
                        lowest,
                        trained.percentile995()));
            } else {
                brightest(image, channel, trained, warnings);
            }
        }
    }

    /** Bright implants and contrast are rare: what counts is what many voxels have. */
    private static void brightest(ImageVolume image, int channel, IntensityProperties trained, List<String> warnings) {
        float[] voxels = image.voxels();
        int perChannel = voxels.length / image.channels();
        double range = Math.max(trained.max() - trained.min(), Float.MIN_NORMAL);
        double far = trained.max() + FAR_RANGES * range;
        int beyond = 0;
        for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
            beyond += voxels[i] > far ? 1 : 0;
        }
        if (beyond > perChannel * FAR_SHARE) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of the voxels of channel %d are above %.1f; the foreground of the training cases lies between"
                            + " %.1f and %.1f",
                    100.0 * beyond / perChannel,
                    channel,
                    far,
                    trained.min(),
                    trained.max()));
        }
    }
}
