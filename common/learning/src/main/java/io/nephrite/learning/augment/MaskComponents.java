package io.nephrite.learning.augment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The connected parts of one channel of a patch (26 neighbours), in C order of their first voxels. Works on voxels that
 * are not 0.
 */
final class MaskComponents {
    private final float[] values;
    private final int offset;
    private final int[] shape;
    private int[] stack = new int[256];

    /**
     * @param values several channels; only the one at the offset is looked at
     * @param shape (z, y, x)
     */
    MaskComponents(float[] values, int offset, int... shape) {
        this.values = values;
        this.offset = offset;
        this.shape = shape;
    }

    /**
     * A connected part.
     *
     * @param first its first voxel in C order, counted within the channel
     * @param voxels in it
     */
    record Component(int first, int voxels) {}

    List<Component> find() {
        boolean[] seen = new boolean[shape[0] * shape[1] * shape[2]];
        List<Component> components = new ArrayList<>();
        for (int voxel = 0; voxel < seen.length; voxel++) {
            if (!seen[voxel] && values[offset + voxel] != 0) {
                components.add(new Component(voxel, flood(voxel, next -> {
                    boolean isNew = !seen[next] && values[offset + next] != 0;
                    seen[next] |= isNew;
                    return isNew;
                })));
            }
        }
        return components;
    }

    /** Sets its voxels to 0. */
    void remove(Component component) {
        flood(component.first(), voxel -> {
            boolean isSet = values[offset + voxel] != 0;
            values[offset + voxel] = 0;
            return isSet;
        });
    }

    /**
     * @param takes whether a voxel is taken that was not taken before
     * @return how many voxels were taken
     */
    private int flood(int first, IntPredicate takes) {
        int taken = 0;
        int waiting = 0;
        if (takes.test(first)) {
            stack[waiting++] = first;
        }
        while (waiting > 0) {
            int voxel = stack[--waiting];
            taken++;
            int x = voxel % shape[2];
            int y = voxel / shape[2] % shape[1];
            int z = voxel / shape[2] / shape[1];
            if (waiting + 27 > stack.length) {
                stack = Arrays.copyOf(stack, 2 * stack.length);
            }
            for (int k = Math.max(0, z - 1); k <= Math.min(shape[0] - 1, z + 1); k++) {
                for (int j = Math.max(0, y - 1); j <= Math.min(shape[1] - 1, y + 1); j++) {
                    for (int i = Math.max(0, x - 1); i <= Math.min(shape[2] - 1, x + 1); i++) {
                        int next = (k * shape[1] + j) * shape[2] + i;
                        if (takes.test(next)) {
                            stack[waiting++] = next;
                        }
                    }
                }
            }
        }
        return taken;
    }
}
