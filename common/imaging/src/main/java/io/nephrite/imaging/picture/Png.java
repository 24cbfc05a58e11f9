package io.nephrite.imaging.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;

/** Writes pictures as PNG files, 8 bits a channel, through the JDK. */
public final class Png {
    /** Medical pictures are noisy: more effort makes them hardly smaller. */
    private static final float QUICK = 0.9f;

    private Png() {}

    public static byte[] ofColors(RandomAccessibleInterval<ARGBType> picture) {
        BufferedImage image = image(picture, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        ImgUtil.copy(picture, ArrayImgs.argbs(pixels, picture.dimensionsAsLongArray()));
        return encoded(image);
    }

    public static byte[] ofGrey(RandomAccessibleInterval<UnsignedByteType> picture) {
        BufferedImage image = image(picture, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        ImgUtil.copy(picture, ArrayImgs.unsignedBytes(pixels, picture.dimensionsAsLongArray()));
        return encoded(image);
    }

    /**
     * A picture that is clear where a label has no colour.
     *
     * @param argbOf label → alpha, red, green and blue; 0 for no colour; at most 255 different colours
     */
    public static byte[] ofLabels(RandomAccessibleInterval<ShortType> labels, IntUnaryOperator argbOf) {
        Palette palette = new Palette(argbOf);
        int width = Math.toIntExact(labels.dimension(0));
        byte[] pixels = new byte[Math.toIntExact(width * labels.dimension(1))];
        Cursor<ShortType> cursor = Views.flatIterable(labels).cursor();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = palette.index(cursor.next().get());
        }
        IndexColorModel colors = palette.model();
        WritableRaster raster = Raster.createInterleavedRaster(
                new DataBufferByte(pixels, pixels.length), width, pixels.length / width, width, 1, new int[] {0}, null);
        return encoded(new BufferedImage(colors, raster, false, null));
    }

    /** The colours of a picture, in the order in which they were met; the first is clear. */
    private static final class Palette {
        private static final int MOST = 256;

        private final IntUnaryOperator argbOf;
        private final List<Integer> colors = new ArrayList<>(List.of(0));
        private int lastLabel;
        private byte lastIndex;

        Palette(IntUnaryOperator argbOf) {
            this.argbOf = argbOf;
            lastIndex = indexOfColor(argbOf.applyAsInt(0));
        }

        byte index(int label) {
            if (label != lastLabel) { // runs of one label are long
                lastLabel = label;
                lastIndex = indexOfColor(argbOf.applyAsInt(label));
            }
            return lastIndex;
        }

        private byte indexOfColor(int argb) {
            int index = colors.indexOf(argb);
            if (index < 0) {
                index = colors.size();
                colors.add(argb);
            }
            if (index >= MOST) {
                throw new IllegalArgumentException("a picture has at most " + (MOST - 1) + " colours");
            }
            return (byte) index;
        }

        IndexColorModel model() {
            int[] argb = colors.stream().mapToInt(Integer::intValue).toArray();
            return new IndexColorModel(Byte.SIZE, argb.length, argb, 0, true, 0, DataBuffer.TYPE_BYTE);
        }
    }

    private static BufferedImage image(Interval shape, int type) {
        return new BufferedImage(Math.toIntExact(shape.dimension(0)), Math.toIntExact(shape.dimension(1)), type);
    }

    private static byte[] encoded(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam effort = writer.getDefaultWriteParam();
            effort.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            effort.setCompressionQuality(QUICK);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), effort);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
