package io.nephrite.imaging.picture;

import io.nephrite.core.geometry.Affine;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.view.Views;

/**
 * How a plane of the patient lies in a volume: which of the volume's dimensions (0 = x, 1 = y, 2 = z) goes across the
 * slices, to the right and down. For volumes that lie askew the dimension of the clearest direction is taken, so that
 * voxels are shown as they are.
 *
 * @param columnsFlipped whether the index falls to the right
 * @param rowsFlipped whether the index falls downwards
 */
public record PlaneView(
        AnatomicalPlane plane, int across, int columns, int rows, boolean columnsFlipped, boolean rowsFlipped) {
    private static final int DIMENSIONS = 3;
    /** Of a volume whose header does not say how it lies. */
    private static final String USUAL_ORIENTATION = "LPS";

    /**
     * Finds how a plane of the patient lies in a volume.
     *
     * @param affine of the volume, image frame to mm
     */
    public static PlaneView of(AnatomicalPlane plane, Affine affine) {
        String orientation = affine.isFinite() ? affine.orientation() : USUAL_ORIENTATION;
        if (orientation.contains("?")) {
            orientation = USUAL_ORIENTATION;
        }
        int columns = dimension(orientation, plane.columns());
        int rows = dimension(orientation, plane.rows());
        return new PlaneView(
                plane,
                dimension(orientation, plane.across()),
                columns,
                rows,
                orientation.charAt(columns) != plane.columns().charAt(1),
                orientation.charAt(rows) != plane.rows().charAt(1));
    }

    private static int dimension(String orientation, String directions) {
        for (int dimension = 0; dimension < DIMENSIONS; dimension++) {
            if (directions.indexOf(orientation.charAt(dimension)) >= 0) {
                return dimension;
            }
        }
        throw new IllegalArgumentException("orientation " + orientation + " has no axis along " + directions);
    }

    /** The patient's side at the left edge: R, L, A, P, S or I. */
    public String left() {
        return plane.columns().substring(0, 1);
    }

    public String right() {
        return plane.columns().substring(1);
    }

    public String top() {
        return plane.rows().substring(0, 1);
    }

    public String bottom() {
        return plane.rows().substring(1);
    }

    /**
     * A view of one slice.
     *
     * @param volume dimensions x, y, z
     * @param index along {@link #across}
     * @return dimension 0 to the right, dimension 1 down, both from 0 on
     * @throws IllegalArgumentException where there is no such slice
     */
    public <T> RandomAccessibleInterval<T> slice(RandomAccessibleInterval<T> volume, int index) {
        if (index < volume.min(across) || index > volume.max(across)) {
            throw new IllegalArgumentException(
                    "slices are " + volume.min(across) + " to " + volume.max(across) + ", asked for " + index);
        }
        RandomAccessibleInterval<T> slice = Views.hyperSlice(volume, across, index);
        if (columns > rows) {
            slice = Views.permute(slice, 0, 1);
        }
        if (columnsFlipped) {
            slice = Views.invertAxis(slice, 0);
        }
        if (rowsFlipped) {
            slice = Views.invertAxis(slice, 1);
        }
        return Views.zeroMin(slice);
    }
}
