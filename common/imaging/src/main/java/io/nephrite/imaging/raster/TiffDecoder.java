package io.nephrite.imaging.raster;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Decodes the pictures of a TIFF file one at a time. Deletes the file when closed. */
final class TiffDecoder implements RasterStream.Planes {
    private final Path file;
    private final TiffPage page;
    private final ImageReader reader = new TIFFImageReaderSpi().createReaderInstance(null);
    private Optional<ImageInputStream> in = Optional.empty();
    private Optional<Raster> raster = Optional.empty();

    TiffDecoder(Path file, TiffPage page) {
        this.file = file;
        this.page = page;
    }

    @Override
    public byte[] decode(int index) throws IOException {
        int picture = index / page.channels();
        int channel = index % page.channels();
        if (in.isEmpty()) {
            in = Optional.of(new FileImageInputStream(file.toFile()));
            reader.setInput(in.get(), false, true);
        }
        if (channel == 0) {
            raster = Optional.of(Samples.decoding(() -> reader.readRaster(picture, null)));
        }
        Raster pixels = raster.orElseThrow();
        if (pixels.getWidth() != page.width()
                || pixels.getHeight() != page.height()
                || pixels.getNumBands() < page.channels()) {
            throw ImageFileException.of(
                    FaultCode.PICTURE_CORRUPT, "pixels of another size", "pixels as the header says");
        }
        return Samples.decoding(() -> Samples.of(pixels, channel, page.type(), 1));
    }

    @Override
    public void close() throws IOException {
        reader.dispose();
        try {
            if (in.isPresent()) {
                in.get().close();
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
