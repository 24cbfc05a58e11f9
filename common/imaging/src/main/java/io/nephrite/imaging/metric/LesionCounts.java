package io.nephrite.imaging.metric;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.component.Components;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;
import java.util.Optional;

/**
 * Lesions of a case: connected components (26 neighbours) of the reference and of the prediction. One voxel in common
 * is enough to be found; a component of the prediction that has no voxel in common with any lesion is invented.
 *
 * @param found lesions of the reference that the prediction overlaps
 * @param missed lesions of the reference that it does not
 * @param invented components of the prediction where the reference has nothing
 */
public record LesionCounts(long found, long missed, long invented) {
    public static final LesionCounts NONE = new LesionCounts(0, 0, 0);

    /**
     * @param values labels that together are the lesions
     * @param ignore voxels whose reference has this label belong to no component
     */
    static LesionCounts of(
            LabelVolume prediction, LabelVolume reference, List<Integer> values, Optional<Integer> ignore) {
        Shape3 shape = reference.shape();
        LabelArray predicted = ignore.map(label -> without(prediction.voxels(), reference.voxels(), label))
                .orElseGet(prediction::voxels);
        Components referenced = Components.of(reference.voxels(), shape, values);
        Components others = Components.of(predicted, shape, values);
        boolean[] touched = new boolean[referenced.runs()];
        boolean[] matched = new boolean[others.runs()];
        int b = 0;
        for (int a = 0; a < referenced.runs(); a++) {
            while (b < others.runs() && others.to(b) <= referenced.from(a)) {
                b++;
            }
            for (int k = b; k < others.runs() && others.from(k) < referenced.to(a); k++) {
                touched[referenced.component(a)] = true;
                matched[others.component(k)] = true;
            }
        }
        long lesions = count(referenced, touched, true);
        return new LesionCounts(lesions, count(referenced, touched, false), count(others, matched, false));
    }

    private static LabelArray without(LabelArray prediction, LabelArray reference, int ignored) {
        LabelArray kept = prediction.copy();
        for (int i = 0; i < kept.length(); i++) {
            if (reference.get(i) == ignored) {
                kept.set(i, 0);
            }
        }
        return kept;
    }

    private static long count(Components components, boolean[] marked, boolean mark) {
        long count = 0;
        for (int run = 0; run < components.runs(); run++) {
            if (components.component(run) == run && marked[run] == mark) {
                count++;
            }
        }
        return count;
    }

    /** Over several cases. */
    public LesionCounts plus(LesionCounts other) {
        return new LesionCounts(found + other.found, missed + other.missed, invented + other.invented);
    }

    /** Of the reference. */
    @JsonIgnore
    public long lesions() {
        return found + missed;
    }
}
