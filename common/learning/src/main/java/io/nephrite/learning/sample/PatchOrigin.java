package io.nephrite.learning.sample;

import io.nephrite.core.random.SampleRandom;
import io.nephrite.imaging.preprocess.ClassLocations;
import io.nephrite.learning.loss.TargetScheme;
import java.util.List;
import java.util.Optional;

/**
 * Chooses where a patch lies in a case: anywhere, or on a voxel of a random class of the case.
 *
 * <p>Reference: nnUNetDataLoader.get_bbox. With an ignore label nnU-Net keeps sampled annotated voxels; here they are
 * drawn from the label map itself.
 */
final class PatchOrigin {
    private final TargetScheme targets;
    private final int[] size;
    private final int[] finalSize;

    /**
     * @param size of the box that is cut out
     * @param finalSize of the part of it that the network gets
     */
    PatchOrigin(TargetScheme targets, int[] size, int[] finalSize) {
        this.targets = targets;
        this.size = size;
        this.finalSize = finalSize;
    }

    /**
     * Chooses where a patch begins.
     *
     * @return lower corner; may be negative, and the box may reach beyond the volume
     */
    int[] choose(TrainingCase c, boolean forceForeground, SampleRandom random) {
        int[] low = new int[3];
        int[] high = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            int n = c.shape().get(axis);
            int pad = Math.max(size[axis] - finalSize[axis], size[axis] - n);
            low[axis] = Math.floorDiv(-pad, 2);
            high[axis] = n + Math.floorDiv(pad, 2) + Math.floorMod(pad, 2) - size[axis];
        }
        Optional<int[]> voxel = forceForeground ? foreground(c.locations(), random) : Optional.empty();
        if (voxel.isEmpty() && targets.ignore().isPresent()) {
            voxel = c.unlike(targets.ignore().get(), random);
        }
        int[] origin = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            origin[axis] = voxel.isEmpty()
                    ? random.between(low[axis], high[axis])
                    : Math.max(low[axis], voxel.get()[axis] - size[axis] / 2);
        }
        return origin;
    }

    /** A stored voxel of a random class that the case has. */
    private Optional<int[]> foreground(ClassLocations locations, SampleRandom random) {
        List<List<Integer>> present = targets.foreground().stream()
                .filter(values -> locations.count(values) > 0)
                .toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> values = present.get(random.below(present.size()));
        int chosen = random.below(locations.count(values));
        return Optional.of(new int[] {
            locations.get(values, chosen, 0), locations.get(values, chosen, 1), locations.get(values, chosen, 2)
        });
    }
}
