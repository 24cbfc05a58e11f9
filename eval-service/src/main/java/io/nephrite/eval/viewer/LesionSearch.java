package io.nephrite.eval.viewer;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.component.Components;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;

/** Finds the connected components of each label of a reference, the largest first. */
final class LesionSearch {
    /** A reference that is noise has more; nobody looks at them one by one. */
    private static final int MOST_OF_A_LABEL = 100;

    private static final double CUBIC_MM_PER_ML = 1000;

    private final LabelVolume reference;
    private final Optional<RandomAccessibleInterval<ShortType>> prediction;
    private final Shape3 shape;

    /** @param prediction dimensions x, y, z, as many voxels as the reference */
    LesionSearch(LabelVolume reference, Optional<RandomAccessibleInterval<ShortType>> prediction) {
        this.reference = reference;
        this.prediction = prediction;
        this.shape = reference.shape();
    }

    /** By label, then the largest first; neither background nor what is to be ignored. */
    List<Lesion> of(LabelMap labels) {
        List<Lesion> lesions = new ArrayList<>();
        for (int label : labels.declaredValues()) {
            if (label != 0 && !labels.ignore().filter(value -> value == label).isPresent()) {
                lesions.addAll(of(label, labels.nameOf(label)));
            }
        }
        return lesions;
    }

    private List<Lesion> of(int label, String name) {
        Components components = Components.of(reference.voxels(), shape, List.of(label));
        Map<Integer, Sum> sums = new TreeMap<>();
        for (int run = 0; run < components.runs(); run++) {
            sums.computeIfAbsent(components.component(run), c -> new Sum())
                    .add(components.from(run), components.to(run));
        }
        for (int run = 0; run < components.runs(); run++) {
            sums.get(components.component(run)).approach(components.from(run), components.to(run));
        }
        Map<Integer, Long> hits =
                prediction.map(p -> hits(components, p, label)).orElse(Map.of());
        double voxelMl = reference.spacing().x()
                * reference.spacing().y()
                * reference.spacing().z()
                / CUBIC_MM_PER_ML;
        return sums.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> -e.getValue().voxels))
                .limit(MOST_OF_A_LABEL)
                .map(e -> e.getValue()
                        .lesion(
                                label,
                                name,
                                voxelMl,
                                prediction.isPresent()
                                        ? OptionalDouble.of(
                                                (double) hits.getOrDefault(e.getKey(), 0L) / e.getValue().voxels)
                                        : OptionalDouble.empty()))
                .toList();
    }

    /** Voxels of each component that the prediction has, too. */
    private Map<Integer, Long> hits(Components components, RandomAccessibleInterval<ShortType> predicted, int label) {
        Map<Integer, Long> hits = new TreeMap<>();
        RandomAccess<ShortType> at = predicted.randomAccess();
        for (int run = 0; run < components.runs(); run++) {
            long same = 0;
            for (int i = components.from(run); i < components.to(run); i++) {
                at.setPosition(new int[] {x(i), y(i), z(i)});
                same += at.get().get() == label ? 1 : 0;
            }
            hits.merge(components.component(run), same, Long::sum);
        }
        return hits;
    }

    private int x(int voxel) {
        return voxel % shape.x();
    }

    private int y(int voxel) {
        return voxel / shape.x() % shape.y();
    }

    private int z(int voxel) {
        return voxel / shape.x() / shape.y();
    }

    /** A component while its runs are looked through: first added up, then searched for what is nearest to the centre. */
    private final class Sum {
        private long voxels;
        private double sumX;
        private double sumY;
        private double sumZ;
        private double nearest = Double.POSITIVE_INFINITY;
        private int[] center = new int[3];

        void add(int from, int to) {
            int length = to - from;
            voxels += length;
            sumX += length * 0.5 * (x(from) + x(to - 1));
            sumY += length * (double) y(from);
            sumZ += length * (double) z(from);
        }

        void approach(int from, int to) {
            int x = (int) Math.min(Math.max(Math.round(sumX / voxels), x(from)), x(to - 1));
            double distance = Math.pow((x - sumX / voxels) * reference.spacing().x(), 2)
                    + Math.pow((y(from) - sumY / voxels) * reference.spacing().y(), 2)
                    + Math.pow((z(from) - sumZ / voxels) * reference.spacing().z(), 2);
            if (distance < nearest) {
                nearest = distance;
                center = new int[] {x, y(from), z(from)};
            }
        }

        Lesion lesion(int label, String name, double voxelMl, OptionalDouble found) {
            return new Lesion(label, name, voxels, voxels * voxelMl, center[0], center[1], center[2], found);
        }
    }
}
