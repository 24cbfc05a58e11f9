package io.nephrite.imaging.raster;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.ImageCodec;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.StoredLabels;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.format.VoxelLayout;
import io.nephrite.imaging.volume.LabelVolume;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * PNG and BMP as nnU-Net's NaturalImage2DIO reads them, which leaves it to Pillow: grey gives one channel, colours
 * three, with alpha four, palettes three; grey of 2 or 4 bits is stretched to 0 to 255, of 1 bit it is 0 and 1; of
 * colours of 16 bits the upper 8 count. A picture is read whole into memory.
 */
public final class PictureCodec implements ImageCodec {
    private final String format;
    private final Header header;

    private PictureCodec(String format, Header header) {
        this.format = format;
        this.header = header;
    }

    public static PictureCodec png() {
        return new PictureCodec("png", PngHeader::read);
    }

    public static PictureCodec bmp() {
        return new PictureCodec("bmp", BmpHeader::read);
    }

    @Override
    public ImageStream open(ImageSource source) throws IOException {
        byte[] file;
        try (InputStream in = source.open()) {
            file = in.readAllBytes();
        }
        if (file.length == 0) {
            throw ImageFileException.of(FaultCode.FILE_EMPTY, "0 bytes", "a picture");
        }
        Picture picture = header.read(file);
        VoxelLayout layout =
                new VoxelLayout(new Shape3(1, picture.height, picture.width), picture.channels, picture.type, false);
        RasterHeader raster = new RasterHeader(layout, RasterHeader.PICTURE, true);
        return new RasterStream(raster.findings(List.of()), Optional.of(raster), new Decoder(file, picture));
    }

    @Override
    public void writeLabel(OutputStream out, LabelVolume label, ImageHeader original, String ending)
            throws IOException {
        StoredLabels stored = StoredLabels.of(label, original);
        if (label.shape().z() != 1) {
            throw new IllegalArgumentException("a picture holds one slice, not " + label.shape());
        }
        if (!ImageIO.write(Samples.picture(stored, label.shape()), format, out)) {
            throw new IllegalArgumentException(
                    format + " holds no grey of type " + stored.type() + "; its labels are at most 254");
        }
        out.flush();
    }

    private interface Header {
        Picture read(byte[] file);
    }

    /**
     * What the header of a picture says.
     *
     * @param palette whether pixels are indices of colours
     * @param factor of grey with fewer than 8 bits
     * @param shift of colours with 16 bits
     */
    record Picture(int width, int height, int channels, StoredType type, boolean palette, int factor, int shift) {
        private static final long MOST = 1L << 30;

        Picture {
            if (width < 1 || height < 1) {
                throw ImageFileException.of(
                        FaultCode.DIMENSIONS_IMPOSSIBLE, width + " x " + height + " pixels", "at least one");
            }
            if ((long) width * height * channels > MOST) {
                throw ImageFileException.of(
                        FaultCode.VOLUME_TOO_LARGE, width + " x " + height + " pixels", "at most " + MOST + " values");
            }
        }
    }

    private final class Decoder implements RasterStream.Planes {
        private final byte[] file;
        private final Picture picture;
        private Optional<BufferedImage> decoded = Optional.empty();

        Decoder(byte[] file, Picture picture) {
            this.file = file;
            this.picture = picture;
        }

        @Override
        public byte[] decode(int channel) throws IOException {
            if (decoded.isEmpty()) {
                decoded = Optional.of(Samples.decoding(this::image));
            }
            Raster raster = decoded.get().getRaster();
            if (picture.palette) {
                return colour((IndexColorModel) decoded.get().getColorModel(), raster, channel);
            }
            if (picture.shift == 0) {
                return Samples.of(raster, channel, picture.type, picture.factor);
            }
            byte[] wide = Samples.of(raster, channel, StoredType.UINT16, 1);
            byte[] upper = new byte[wide.length / 2];
            for (int i = 0; i < upper.length; i++) {
                upper[i] = wide[2 * i + 1];
            }
            return upper;
        }

        private BufferedImage image() throws IOException {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
            ImageReader reader = readers.next();
            try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
                reader.setInput(in, true, true);
                BufferedImage image = reader.read(0);
                if (image.getWidth() != picture.width || image.getHeight() != picture.height) {
                    throw new IIOException("another size");
                }
                return image;
            } finally {
                reader.dispose();
            }
        }

        private byte[] colour(IndexColorModel model, Raster raster, int channel) {
            byte[] indices = Samples.of(raster, 0, StoredType.UINT8, 1);
            byte[] values = new byte[model.getMapSize()];
            switch (channel) {
                case 0 -> model.getReds(values);
                case 1 -> model.getGreens(values);
                default -> model.getBlues(values);
            }
            byte[] out = new byte[indices.length];
            for (int i = 0; i < out.length; i++) {
                int index = indices[i] & 0xff;
                out[i] = index < values.length ? values[index] : 0;
            }
            return out;
        }

        @Override
        public void close() {
            decoded = Optional.empty();
        }
    }
}
