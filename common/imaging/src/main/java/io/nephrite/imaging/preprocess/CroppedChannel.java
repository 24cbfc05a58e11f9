package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.resample.PlaneSource;
import io.nephrite.imaging.resample.Transposition;
import io.nephrite.imaging.volume.ImageVolume;

/** A channel of an image, cropped and in the plan frame, read plane by plane without a copy of the whole. */
record CroppedChannel(ImageVolume image, int channel, BoundingBox box, AxisOrder order) implements PlaneSource {
    @Override
    public Shape3 shape() {
        return order.apply(box.shape());
    }

    @Override
    public void read(int first, int count, float[] target) {
        Transposition.planes(image.voxels(), image.offset(channel), image.shape(), box, order, first, count, target);
    }
}
