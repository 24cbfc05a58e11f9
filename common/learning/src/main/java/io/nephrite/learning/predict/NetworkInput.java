package io.nephrite.learning.predict;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.volume.LabelArray;
import java.util.Optional;

/**
 * The input of a prediction: the preprocessed image and, in a cascade, the previous stage's labels. Plan frame;
 * arrays are kept, not copied.
 *
 * @param image (C, Z, Y, X), as it was preprocessed
 * @param shape of one channel
 * @param previous (Z, Y, X): what the previous stage of a cascade says of each voxel; its one-hot channels are made
 *     tile by tile
 */
@SuppressWarnings("ArrayRecordComponent") // read by inner loops
public record NetworkInput(float[] image, Shape3 shape, Optional<LabelArray> previous) {
    public NetworkInput {
        if (image.length % shape.voxels() != 0 || image.length == 0) {
            throw new IllegalArgumentException("an image of " + image.length + " voxels is no channels of " + shape);
        }
        previous.ifPresent(map -> {
            if (map.length() != shape.voxels()) {
                throw new IllegalArgumentException(
                        "a segmentation of " + map.length() + " voxels is not of shape " + shape);
            }
        });
    }

    /** Without a previous stage. */
    public static NetworkInput of(float[] image, Shape3 shape) {
        return new NetworkInput(image, shape, Optional.empty());
    }

    int channels() {
        return Math.toIntExact(image.length / shape.voxels());
    }
}
