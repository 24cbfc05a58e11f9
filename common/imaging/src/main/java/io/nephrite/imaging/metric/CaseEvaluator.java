package io.nephrite.imaging.metric;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.surface.SurfaceDistances;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures a predicted case: voxels of each class, surface distances, and lesions where the labels are those of
 * KiTS19.
 *
 * @param toleranceMm of the normalised surface Dice, ≥ 0
 * @param threads of the distance transform
 */
public record CaseEvaluator(LabelMap labels, double toleranceMm, int threads) {
    /** What is measured where a class is absent; the only place that says so. */
    public static final String ABSENT_CLASSES =
            "Where neither reference nor prediction has a class, everything about it is undefined and left out of means."
                    + " Where one of them has it, Dice, IoU and surface Dice are 0, and the distances are undefined,"
                    + " since there is no surface to measure to.";

    /**
     * Measures a predicted case.
     *
     * @return figures of both volumes, in the spacing of the reference
     * @throws IllegalArgumentException where the volumes differ in shape
     */
    public CaseMetrics evaluate(
            String predictionFile, String referenceFile, LabelVolume prediction, LabelVolume reference) {
        CaseMetrics metrics = CaseMetrics.of(predictionFile, referenceFile, prediction, reference, labels);
        LabelVolume predicted = new LabelVolume(prediction.voxels(), reference.shape(), reference.spacing());
        OptionalInt ignored = labels.ignore().map(OptionalInt::of).orElseGet(OptionalInt::empty);
        SortedMap<String, SurfaceDistances> surfaces = new TreeMap<>();
        for (List<Integer> values : labels.classes()) {
            surfaces.put(
                    labels.key(values),
                    SurfaceDistances.of(predicted, reference, Set.copyOf(values), ignored, toleranceMm, threads));
        }
        Optional<LesionCounts> lesions = KitsScore.isScored(labels)
                ? Optional.of(LesionCounts.of(predicted, reference, List.of(KitsScore.TUMOR_LABEL), labels.ignore()))
                : Optional.empty();
        return metrics.with(new SurfaceMetrics(toleranceMm, surfaces), lesions);
    }
}
