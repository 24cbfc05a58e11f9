package io.nephrite.imaging.surface;

import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * How far the surfaces of one structure lie apart in a reference and in a prediction. The surface is made of the voxels
 * of the structure that have a face in common with a voxel outside of it; distances are taken between centres of
 * voxels.
 *
 * <p>Absent structures: where neither has it, everything is undefined. Where one of them has it, the distances are
 * undefined, since there is no surface to measure to, and the normalised surface Dice is 0.
 *
 * <p>Reference: the definitions of MONAI's HausdorffDistanceMetric (percentile 95), SurfaceDistanceMetric (symmetric)
 * and SurfaceDiceMetric.
 *
 * @param hausdorff95Mm the larger one of the 95th percentiles of both directions (numpy's linear percentile), mm
 * @param meanMm mean over the surface voxels of both, of the distance to the other surface, mm
 * @param surfaceDice share of the surface voxels of both that lie within the tolerance of the other surface, 0 to 1
 */
public record SurfaceDistances(OptionalDouble hausdorff95Mm, OptionalDouble meanMm, OptionalDouble surfaceDice) {
    private static final int PERCENT = 95;

    private static final SurfaceDistances NOWHERE =
            new SurfaceDistances(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    private static final SurfaceDistances IN_ONE =
            new SurfaceDistances(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(0));

    /**
     * Measures the distances between the surfaces of one structure.
     *
     * @param values labels that together are the structure
     * @param ignored voxels whose reference has this label belong to no structure
     * @param toleranceMm up to which a surface voxel counts as right, ≥ 0
     * @throws IllegalArgumentException where the volumes differ in shape or spacing
     */
    public static SurfaceDistances of(
            LabelVolume prediction,
            LabelVolume reference,
            Set<Integer> values,
            OptionalInt ignored,
            double toleranceMm,
            int threads) {
        if (!prediction.shape().equals(reference.shape())
                || !prediction.spacing().equals(reference.spacing())) {
            throw new IllegalArgumentException("the grids differ: %s of %s mm and %s of %s mm"
                    .formatted(prediction.shape(), prediction.spacing(), reference.shape(), reference.spacing()));
        }
        if (!(toleranceMm >= 0)) {
            throw new IllegalArgumentException("toleranceMm must be >= 0, found " + toleranceMm);
        }
        StructurePair pair = new StructurePair(prediction, reference, values, ignored);
        if (pair.box().isEmpty()) {
            return NOWHERE;
        }
        Shape3 box = pair.box().get().shape();
        int[] predicted = pair.predicted().surface();
        int[] referenced = pair.referenced().surface();
        if (predicted.length == 0 || referenced.length == 0) {
            return IN_ONE;
        }
        Spacing spacing = reference.spacing();
        DistanceTransform transform = new DistanceTransform(box, spacing, threads);
        return of(
                distances(transform, referenced, predicted), distances(transform, predicted, referenced), toleranceMm);
    }

    private static double[] distances(DistanceTransform transform, int[] features, int[] places) {
        float[] squared = transform.squared(features);
        double[] distances = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            distances[i] = Math.sqrt(squared[places[i]]);
        }
        return distances;
    }

    private static SurfaceDistances of(double[] fromPrediction, double[] fromReference, double toleranceMm) {
        double hausdorff =
                Math.max(Quantile.percentile(PERCENT, fromPrediction), Quantile.percentile(PERCENT, fromReference));
        long count = (long) fromPrediction.length + fromReference.length;
        double sum = DoubleStream.of(fromPrediction).sum()
                + DoubleStream.of(fromReference).sum();
        // a voxel exactly at the tolerance must not fall out by the rounding of its distance
        double tolerance = toleranceMm * (1 + 1e-6);
        long near = DoubleStream.of(fromPrediction).filter(d -> d <= tolerance).count()
                + DoubleStream.of(fromReference).filter(d -> d <= tolerance).count();
        return new SurfaceDistances(
                OptionalDouble.of(hausdorff), OptionalDouble.of(sum / count), OptionalDouble.of((double) near / count));
    }
}
