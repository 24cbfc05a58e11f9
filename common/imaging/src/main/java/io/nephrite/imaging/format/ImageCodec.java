package io.nephrite.imaging.format;

import io.nephrite.imaging.volume.LabelVolume;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Reads and writes the files of one format. Stateless. */
public interface ImageCodec {
    /**
     * Opens a file of this format and reads its header.
     *
     * @throws ImageFileException where the file has no header of this format
     * @throws IOException where the source fails
     */
    ImageStream open(ImageSource source) throws IOException;

    /** As {@link #open}, for those who read no voxels. */
    default ImageStream openHeader(ImageSource source) throws IOException {
        return open(source);
    }

    /**
     * Writes labels as {@link StoredLabels} with the geometry of an image of any format. The stream is flushed, not
     * closed. The same input gives the same bytes.
     *
     * @param ending of the file's name, as spelt there
     * @throws IllegalArgumentException where the label does not lie on the image's grid, is below 0, or is more than
     *     the format holds
     */
    void writeLabel(OutputStream out, LabelVolume label, ImageHeader original, String ending) throws IOException;

    /** What has to lie beside a label that is written, under its name with {@code .json}: the spacing of a stack. */
    default Optional<byte[]> spacingBeside(ImageHeader original) {
        return Optional.empty();
    }
}
