package io.nephrite.imaging.volume;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;

/**
 * Labels of one case, −1 to 32,767, where −1 is outside of the body after cropping. Voxels are in C order (Z, Y, X) of
 * the array frame; the array is handed over without a copy.
 */
public final class LabelVolume {
    private final LabelArray voxels;
    private final Shape3 shape;
    private final Spacing spacing;

    /**
     * Makes a label map of 8-bit values.
     *
     * @param voxels kept, not copied
     */
    public LabelVolume(byte[] voxels, Shape3 shape, Spacing spacing) {
        this(LabelArray.of(voxels), shape, spacing);
    }

    /**
     * Makes a label map.
     *
     * @param voxels kept, not copied
     */
    public LabelVolume(LabelArray voxels, Shape3 shape, Spacing spacing) {
        if (voxels.length() != shape.voxels()) {
            throw new IllegalArgumentException("shape " + shape + " does not have " + voxels.length() + " voxels");
        }
        this.voxels = voxels;
        this.shape = shape;
        this.spacing = spacing;
    }

    /** The voxels themselves, not a copy. */
    public LabelArray voxels() {
        return voxels;
    }

    /** Array frame. */
    public Shape3 shape() {
        return shape;
    }

    /** Array frame, mm. */
    public Spacing spacing() {
        return spacing;
    }

    /** The same voxels, not a copy, as an ImgLib2 image of dimensions x, y, z; not to be written. */
    public RandomAccessibleInterval<ShortType> img() {
        return voxels.img(shape.x(), shape.y(), shape.z());
    }
}
