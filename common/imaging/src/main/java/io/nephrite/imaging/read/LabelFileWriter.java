package io.nephrite.imaging.read;

import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Writes label maps in the format of a dataset's files. */
public final class LabelFileWriter {
    private LabelFileWriter() {}

    /**
     * Writes a label map.
     *
     * @param out flushed, not closed
     * @param original whose geometry the file gets
     * @param ending of the file's name, such as {@code .nii.gz}
     * @throws IllegalArgumentException where the label does not lie on the image's grid
     */
    public static void write(OutputStream out, LabelVolume label, ImageHeader original, String ending)
            throws IOException {
        ImageCodecs.of(ending).writeLabel(out, label, original, ending);
    }

    /** The whole file, for those who put it into a store; as {@link #write} otherwise. */
    public static byte[] bytes(LabelVolume label, ImageHeader original, String ending) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            write(file, label, original, ending);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /** What has to lie beside such a file, under its name with {@code .json}: the spacing of a stack of pictures. */
    public static Optional<byte[]> spacingBeside(ImageHeader original, String ending) {
        return ImageCodecs.of(ending).spacingBeside(original);
    }
}
