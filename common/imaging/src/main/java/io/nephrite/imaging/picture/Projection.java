package io.nephrite.imaging.picture;

import io.nephrite.core.geometry.Spacing;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/** A volume looked through along one axis. */
public final class Projection {
    private Projection() {}

    /**
     * The largest value across the plane; NaN counts as the smallest. Computed at once, one slice after another.
     *
     * @param volume dimensions x, y, z
     */
    public static Slice<FloatType> maximum(RandomAccessibleInterval<FloatType> volume, Spacing spacing, Plane plane) {
        int dimension = plane.fixedDimension();
        Slice<FloatType> first = Slice.of(volume, spacing, plane, (int) volume.min(dimension));
        RandomAccessibleInterval<FloatType> largest =
                ArrayImgs.floats(first.pixels().dimension(0), first.pixels().dimension(1));
        LoopBuilder.setImages(largest).forEachPixel(p -> p.set(Float.NEGATIVE_INFINITY));
        for (long i = volume.min(dimension); i <= volume.max(dimension); i++) {
            LoopBuilder.setImages(largest, Views.zeroMin(Views.hyperSlice(volume, dimension, i)))
                    .forEachPixel((most, value) -> {
                        if (value.get() > most.get()) {
                            most.set(value);
                        }
                    });
        }
        return new Slice<>(largest, first.columnMm(), first.rowMm());
    }
}
