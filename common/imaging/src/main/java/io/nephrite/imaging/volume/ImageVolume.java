package io.nephrite.imaging.volume;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * Intensities of one case, all channels on one grid. Voxels are float32 in C order (C, Z, Y, X) of the array frame; the
 * array is owned by whoever made the volume and is handed over without a copy, so that full-size cases fit in memory.
 */
public final class ImageVolume {
    private final float[] voxels;
    private final int channels;
    private final Shape3 shape;
    private final Spacing spacing;
    private final List<VoxelType> voxelTypes;

    /** Of real numbers. */
    public ImageVolume(float[] voxels, int channels, Shape3 shape, Spacing spacing) {
        this(voxels, channels, shape, spacing, VoxelType.REAL);
    }

    /**
     * Makes a volume of intensities.
     *
     * @param voxels kept, not copied; length channels × shape
     * @param voxelType of the file
     */
    public ImageVolume(float[] voxels, int channels, Shape3 shape, Spacing spacing, VoxelType voxelType) {
        this(voxels, Collections.nCopies(channels, voxelType), shape, spacing);
    }

    private ImageVolume(float[] voxels, List<VoxelType> voxelTypes, Shape3 shape, Spacing spacing) {
        int channels = voxelTypes.size();
        if (channels < 1 || voxels.length != channels * shape.voxels()) {
            throw new IllegalArgumentException(
                    channels + " channels of shape " + shape + " do not have " + voxels.length + " voxels");
        }
        this.voxels = voxels;
        this.channels = channels;
        this.shape = shape;
        this.spacing = spacing;
        this.voxelTypes = voxelTypes;
    }

    /**
     * The channels of several images one after another, each of its own type; the first itself where there is one.
     *
     * @throws IllegalArgumentException where they do not share a shape
     */
    public static ImageVolume joined(List<ImageVolume> images) {
        ImageVolume first = images.get(0);
        if (images.size() == 1) {
            return first;
        }
        int channels = images.stream().mapToInt(ImageVolume::channels).sum();
        float[] voxels = new float[Math.toIntExact(channels * first.shape.voxels())];
        List<VoxelType> types = new ArrayList<>();
        int at = 0;
        for (ImageVolume image : images) {
            if (!image.shape.equals(first.shape)) {
                throw new IllegalArgumentException("channels have shapes " + first.shape + " and " + image.shape
                        + "; export all channels on one grid");
            }
            System.arraycopy(image.voxels, 0, voxels, at, image.voxels.length);
            at += image.voxels.length;
            types.addAll(image.voxelTypes);
        }
        return new ImageVolume(voxels, List.copyOf(types), first.shape, first.spacing);
    }

    /** The voxels themselves, not a copy. */
    public float[] voxels() {
        return voxels;
    }

    public int channels() {
        return channels;
    }

    /** Per channel; array frame. */
    public Shape3 shape() {
        return shape;
    }

    /** Array frame, mm. */
    public Spacing spacing() {
        return spacing;
    }

    /** Of a channel's file. */
    public VoxelType voxelType(int channel) {
        return voxelTypes.get(channel);
    }

    /**
     * An image of the same channels with other voxels.
     *
     * @param newVoxels kept, not copied
     */
    public ImageVolume resampled(float[] newVoxels, Shape3 newShape, Spacing newSpacing) {
        return new ImageVolume(newVoxels, voxelTypes, newShape, newSpacing);
    }

    /** Index of the first voxel of a channel. */
    public int offset(int channel) {
        return Math.toIntExact(channel * shape.voxels());
    }

    /** The same voxels, not a copy, as an ImgLib2 image of dimensions x, y, z, channel. */
    public RandomAccessibleInterval<FloatType> img() {
        return ArrayImgs.floats(voxels, shape.x(), shape.y(), shape.z(), channels);
    }

    /** The same voxels of one channel, not a copy, as an ImgLib2 image of dimensions x, y, z. */
    public RandomAccessibleInterval<FloatType> img(int channel) {
        return Views.hyperSlice(img(), 3, channel);
    }
}
