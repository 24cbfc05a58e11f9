package io.nephrite.core.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * nnU-Net's readers, as {@code overwrite_image_reader_writer} and {@code image_reader_writer} name them, with the file
 * endings that ours read as they do.
 */
public enum ImageReaderName {
    SIMPLE_ITK("SimpleITKIO"),
    NIBABEL("NibabelIO"),
    NATURAL_IMAGE_2D("NaturalImage2DIO"),
    TIFF_3D("Tiff3DIO");

    private final String text;

    ImageReaderName(String text) {
        this.text = text;
    }

    public static Optional<ImageReaderName> of(String text) {
        return Arrays.stream(values()).filter(r -> r.text.equals(text)).findFirst();
    }

    /** The names of all. */
    public static List<String> names() {
        return Arrays.stream(values()).map(r -> r.text).toList();
    }

    /**
     * The reader whose conventions hold for files of an ending: the one that is named, else nnU-Net's choice; empty
     * for {@code .tif}, where nnU-Net takes the one that can read the first file.
     */
    public static Optional<ImageReaderName> chosen(String ending, Optional<ImageReaderName> named) {
        if (named.isPresent()) {
            return named;
        }
        return switch (ending.toLowerCase(Locale.ROOT)) {
            case ".nii" -> Optional.of(NIBABEL);
            case ".png", ".bmp" -> Optional.of(NATURAL_IMAGE_2D);
            case ".tif" -> Optional.empty();
            case ".tiff" -> Optional.of(TIFF_3D);
            default -> Optional.of(SIMPLE_ITK);
        };
    }

    public boolean reads(String ending) {
        return endings().contains(ending.toLowerCase(Locale.ROOT));
    }

    public List<String> endings() {
        return switch (this) {
            case SIMPLE_ITK -> List.of(".nii.gz", ".nii", ".nrrd", ".nhdr", ".mha", ".mhd");
            case NIBABEL -> List.of(".nii.gz", ".nii");
            case NATURAL_IMAGE_2D -> List.of(".png", ".bmp", ".tif", ".tiff");
            case TIFF_3D -> List.of(".tif", ".tiff");
        };
    }

    /** As nnU-Net spells it. */
    public String text() {
        return text;
    }
}
