package io.nephrite.imaging.picture;

import io.nephrite.core.geometry.Spacing;

/**
 * Along which two axes of a volume a slice lies; the third has one index. Axes are those of the array frame (z, y, x).
 */
public enum Plane {
    /** Rows along y, columns along x. */
    YX(0, 1, 2),
    /** Rows along z, columns along x. */
    ZX(1, 0, 2),
    /** Rows along z, columns along y. */
    ZY(2, 0, 1);

    private final int fixed;
    private final int rows;
    private final int columns;

    Plane(int fixed, int rows, int columns) {
        this.fixed = fixed;
        this.rows = rows;
        this.columns = columns;
    }

    /** ImgLib2's dimension, x first, that has one index. */
    int fixedDimension() {
        return 2 - fixed;
    }

    /** From one row of the slice to the next, mm. */
    double rowMm(Spacing spacing) {
        return spacing.get(rows);
    }

    /** From one column of the slice to the next, mm. */
    double columnMm(Spacing spacing) {
        return spacing.get(columns);
    }
}
