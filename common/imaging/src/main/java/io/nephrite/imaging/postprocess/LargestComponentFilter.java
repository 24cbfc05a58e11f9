package io.nephrite.imaging.postprocess;

import io.nephrite.imaging.component.Components;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Arrays;
import java.util.Set;

/**
 * Keeps of some labels, taken together, only the largest connected component (26 neighbours); all of the largest where
 * several are equally large. What is removed becomes background.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code remove_all_but_largest_component_from_segmentation}; identical.
 */
public final class LargestComponentFilter {
    private final Set<Integer> labels;

    /**
     * Makes a filter of some labels.
     *
     * @param labels whose voxels form the mask, 1 to 32,767
     */
    public LargestComponentFilter(Set<Integer> labels) {
        labels.forEach(label -> {
            if (label < 1 || label > LabelArray.HIGHEST) {
                throw new IllegalArgumentException(
                        "foreground labels are 1 to " + LabelArray.HIGHEST + ", found " + label);
            }
        });
        this.labels = Set.copyOf(labels);
    }

    /**
     * Removes all but the largest component.
     *
     * @return a new volume
     */
    public LabelVolume apply(LabelVolume volume) {
        LabelArray voxels = volume.voxels().copy();
        Components components = Components.of(voxels, volume.shape(), labels);
        long[] sizes = components.sizes();
        long largest = Arrays.stream(sizes).max().orElse(0);
        for (int run = 0; run < components.runs(); run++) {
            if (sizes[components.component(run)] < largest) {
                voxels.fill(components.from(run), components.to(run), 0);
            }
        }
        return new LabelVolume(voxels, volume.shape(), volume.spacing());
    }
}
