package io.nephrite.imaging.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.util.ImgUtil;

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
