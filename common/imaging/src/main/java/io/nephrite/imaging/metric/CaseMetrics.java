package io.nephrite.imaging.metric;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of one predicted case.
 *
 * @param metrics by nnU-Net's key: a label's value ({@code "1"}), or a region's values ({@code "(1, 2)"}); background
 *     and ignore have none
 * @param foreground of all foreground values together
 * @param surface absent where it was not measured, as by older releases
 * @param lesions of KiTS19's tumours; absent for other labels, and where they were not counted
 * @param voxelMm3 volume of a voxel of the reference, mm³; absent in metrics of older releases
 */
public record CaseMetrics(
        String predictionFile,
        String referenceFile,
        SortedMap<String, ConfusionCounts> metrics,
        ConfusionCounts foreground,
        Optional<SurfaceMetrics> surface,
        Optional<LesionCounts> lesions,
        Optional<Double> voxelMm3) {
    public CaseMetrics {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /** The same figures of the same prediction under another key. */
    public CaseMetrics ofPrediction(String key) {
        return new CaseMetrics(key, referenceFile, metrics, foreground, surface, lesions, voxelMm3);
    }

    CaseMetrics with(SurfaceMetrics measured, Optional<LesionCounts> counted) {
        return new CaseMetrics(
                predictionFile, referenceFile, metrics, foreground, Optional.of(measured), counted, voxelMm3);
    }

    /**
     * Compares voxel by voxel.
     *
     * @throws IllegalArgumentException where the volumes differ in shape
     */
    public static CaseMetrics of(
            String predictionFile,
            String referenceFile,
            LabelVolume prediction,
            LabelVolume reference,
            LabelMap labels) {
        if (!prediction.shape().equals(reference.shape())) {
            throw new IllegalArgumentException("%s: shape %s differs from that of %s, %s"
                    .formatted(predictionFile, prediction.shape(), referenceFile, reference.shape()));
        }
        JointHistogram histogram = JointHistogram.of(reference.voxels(), prediction.voxels());
        SortedMap<String, ConfusionCounts> metrics = new TreeMap<>();
        labels.classes().forEach(values -> metrics.put(labels.key(values), histogram.of(values, labels.ignore())));
        return new CaseMetrics(
                predictionFile,
                referenceFile,
                metrics,
                histogram.of(labels.foreground(), labels.ignore()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reference.spacing().z()
                        * reference.spacing().y()
                        * reference.spacing().x()));
    }
}
