package io.nephrite.imaging.postprocess;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Arrays;
import java.util.Set;

/**
 * Keeps of some labels, taken together, only the largest connected component (26 neighbours); all of the largest where
 * several are equally large. What is removed becomes background. Works on runs of voxels, so it costs little more than
 * one pass.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code remove_all_but_largest_component_from_segmentation}; identical.
 */
public final class LargestComponentFilter {
    private final boolean[] selected = new boolean[LabelArray.HIGHEST + 1];

    /** @param labels whose voxels form the mask */
    public LargestComponentFilter(Set<Integer> labels) {
        for (int label : labels) {
            if (label < 1 || label >= selected.length) {
                throw new IllegalArgumentException(
                        "foreground labels are 1 to " + LabelArray.HIGHEST + ", found " + label);
            }
            selected[label] = true;
        }
    }

    /** @return a new volume */
    public LabelVolume apply(LabelVolume labels) {
        LabelArray voxels = labels.voxels().copy();
        Runs runs = new Runs();
        collect(voxels, labels.shape(), runs);
        runs.removeSmaller(voxels);
        return new LabelVolume(voxels, labels.shape(), labels.spacing());
    }

    private void collect(LabelArray voxels, Shape3 shape, Runs runs) {
        int rows = shape.z() * shape.y();
        int width = shape.x();
        int[] firstOfRow = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            firstOfRow[row] = runs.count;
            int at = row * width;
            for (int x = 0; x < width; x++) {
                if (isSelected(voxels.get(at + x))) {
                    int start = x;
                    while (x < width && isSelected(voxels.get(at + x))) {
                        x++;
                    }
                    runs.add(at + start, at + x);
                }
            }
            firstOfRow[row + 1] = runs.count;
            if (firstOfRow[row] < runs.count) {
                int z = row / shape.y();
                int y = row % shape.y();
                for (int dz = z == 0 ? 0 : -1; dz <= 0; dz++) {
                    int lastY = dz == 0 ? -1 : 1;
                    for (int dy = -1; dy <= lastY; dy++) {
                        if (y + dy >= 0 && y + dy < shape.y()) {
                            int other = row + dz * shape.y() + dy;
                            runs.connect(firstOfRow, row, other, (row - other) * width);
                        }
                    }
                }
            }
        }
    }

    private boolean isSelected(int label) {
        return label > 0 && selected[label];
    }

    /** Runs of selected voxels, each the root of, or a link to, its component. */
    private static final class Runs {
        private int[] from = new int[1024];
        private int[] to = new int[1024];
        private int[] parent = new int[1024];
        private int count;

        void add(int start, int end) {
            if (count == from.length) {
                from = Arrays.copyOf(from, 2 * count);
                to = Arrays.copyOf(to, 2 * count);
                parent = Arrays.copyOf(parent, 2 * count);
            }
            from[count] = start;
            to[count] = end;
            parent[count] = count;
            count++;
        }

        /** Joins runs of two rows that touch, corners included; {@code shift} brings the other row onto this one. */
        void connect(int[] firstOfRow, int row, int other, int shift) {
            int a = firstOfRow[row];
            int b = firstOfRow[other];
            while (a < firstOfRow[row + 1] && b < firstOfRow[other + 1]) {
                if (from[a] <= to[b] + shift && from[b] + shift <= to[a]) {
                    join(a, b);
                }
                if (to[a] < to[b] + shift) {
                    a++;
                } else {
                    b++;
                }
            }
        }

        private void join(int a, int b) {
            int rootA = root(a);
            int rootB = root(b);
            parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
        }

        private int root(int run) {
            int at = run;
            while (parent[at] != at) {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            return at;
        }

        void removeSmaller(LabelArray voxels) {
            long[] sizes = new long[count];
            long largest = 0;
            for (int run = 0; run < count; run++) {
                int root = root(run);
                sizes[root] += to[run] - from[run];
                largest = Math.max(largest, sizes[root]);
            }
            for (int run = 0; run < count; run++) {
                if (sizes[root(run)] < largest) {
                    voxels.fill(from[run], to[run], 0);
                }
            }
        }
    }
}
