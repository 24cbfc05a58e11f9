package io.nephrite.imaging.component;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.LabelArray;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;

/**
 * The connected components (26 neighbours) of the voxels that have one of some labels, taken together. Works on runs of
 * voxels along x, so it costs little more than one pass.
 *
 * <p>Reference: scikit-image {@code label}, full connectivity.
 */
public final class Components {
    private static final VarHandle EIGHT_VOXELS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Shape3 shape;
    private final boolean[] selected = new boolean[LabelArray.HIGHEST + 1];
    private int[] from = new int[1024];
    private int[] to = new int[1024];
    private int[] parent = new int[1024];
    private int count;

    private Components(Shape3 shape) {
        this.shape = shape;
    }

    /**
     * Finds the connected components of some labels.
     *
     * @param voxels in C order (Z, Y, X)
     * @param labels foreground labels, 1 to 32,767
     */
    public static Components of(LabelArray voxels, Shape3 shape, Collection<Integer> labels) {
        Components components = new Components(shape);
        for (int label : labels) {
            if (label < 1 || label > LabelArray.HIGHEST) {
                throw new IllegalArgumentException(
                        "foreground labels are 1 to " + LabelArray.HIGHEST + ", found " + label);
            }
            components.selected[label] = true;
        }
        components.collect(voxels);
        return components;
    }

    /** Number of runs: pieces of rows whose voxels all belong to one component. */
    public int runs() {
        return count;
    }

    /** Position of the first voxel of a run. */
    public int from(int run) {
        return from[run];
    }

    /** Position behind the last voxel of a run. */
    public int to(int run) {
        return to[run];
    }

    /** Number of the component that a run belongs to: that of its first run. */
    public int component(int run) {
        int at = run;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Voxels of each component, by its number; 0 where no component has the number. */
    public long[] sizes() {
        long[] sizes = new long[count];
        for (int run = 0; run < count; run++) {
            sizes[component(run)] += to[run] - from[run];
        }
        return sizes;
    }

    private void collect(LabelArray voxels) {
        int rows = shape.z() * shape.y();
        int width = shape.x();
        int[] firstOfRow = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            firstOfRow[row] = count;
            if (voxels.isInt8()) {
                addRow(voxels.int8(), row * width, (row + 1) * width);
            } else {
                addRow(voxels, row * width, (row + 1) * width);
            }
            firstOfRow[row + 1] = count;
            if (firstOfRow[row] < count) {
                connect(firstOfRow, row);
            }
        }
    }

    private void addRow(byte[] voxels, int begin, int end) {
        int at = begin;
        while (at < end) {
            if (voxels[at] == 0) {
                // most of an image is background
                while (at + Long.BYTES <= end && (long) EIGHT_VOXELS.get(voxels, at) == 0) {
                    at += Long.BYTES;
                }
                while (at < end && voxels[at] == 0) {
                    at++;
                }
            } else if (isSelected(voxels[at])) {
                int start = at;
                while (at < end && isSelected(voxels[at])) {
                    at++;
                }
                add(start, at);
            } else {
                at++;
            }
        }
    }

    private void addRow(LabelArray voxels, int begin, int end) {
        int at = begin;
        while (at < end) {
            if (isSelected(voxels.get(at))) {
                int start = at;
                while (at < end && isSelected(voxels.get(at))) {
                    at++;
                }
                add(start, at);
            } else {
                at++;
            }
        }
    }

    private boolean isSelected(int label) {
        return label > 0 && selected[label];
    }

    private void add(int start, int end) {
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

    /** Joins the runs of a row with those of the rows before it that it touches. */
    private void connect(int[] firstOfRow, int row) {
        int z = row / shape.y();
        int y = row % shape.y();
        for (int dz = z == 0 ? 0 : -1; dz <= 0; dz++) {
            int lastY = dz == 0 ? -1 : 1;
            for (int dy = -1; dy <= lastY; dy++) {
                if (y + dy >= 0 && y + dy < shape.y()) {
                    int other = row + dz * shape.y() + dy;
                    connect(firstOfRow, row, other, (row - other) * shape.x());
                }
            }
        }
    }

    /** Joins runs of two rows that touch, corners included; {@code shift} brings the other row onto this one. */
    private void connect(int[] firstOfRow, int row, int other, int shift) {
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
        int first = component(a);
        int second = component(b);
        parent[Math.max(first, second)] = Math.min(first, second);
    }
}
