package io.nephrite.learning.predict;

import java.util.ArrayList;
import java.util.List;

/** Where the tiles of a sliding window begin. */
final class TileGrid {
    private TileGrid() {}

    /**
     * Evenly spread, the first at 0 and the last at the end.
     *
     * @param size at least the patch
     * @param stepFraction largest distance of neighbours, as a part of the patch
     */
    static int[] starts(int size, int patch, double stepFraction) {
        // a patch of one slice cannot step by half of itself: every slice once
        int tiles = Math.min((int) Math.ceil((size - patch) / (patch * stepFraction)) + 1, size - patch + 1);
        int[] starts = new int[tiles];
        double step = tiles > 1 ? (double) (size - patch) / (tiles - 1) : 0;
        for (int i = 0; i < tiles; i++) {
            starts[i] = (int) Math.rint(step * i);
        }
        return starts;
    }

    /** All tiles, last axis fastest. */
    static List<int[]> tiles(int[] size, int[] patch, double stepFraction) {
        List<int[]> tiles = new ArrayList<>();
        for (int z : starts(size[0], patch[0], stepFraction)) {
            for (int y : starts(size[1], patch[1], stepFraction)) {
                for (int x : starts(size[2], patch[2], stepFraction)) {
                    tiles.add(new int[] {z, y, x});
                }
            }
        }
        return tiles;
    }
}
