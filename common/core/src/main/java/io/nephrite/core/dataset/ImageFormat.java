package io.nephrite.core.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The formats of image files that are read and written. The ending of a file's name decides its format. */
public enum ImageFormat {
    NIFTI,
    /** {@code .nhdr}: the voxels lie in a file beside it. */
    NRRD,
    /** {@code .mhd}: the voxels lie in a file beside it. */
    META_IMAGE,
    PNG,
    BMP,
    /** One picture, or a stack of them; a {@code .json} beside a stack gives its spacing. */
    TIFF;

    /** Endings of files with the voxels of a {@code .nhdr} or {@code .mhd} of the same name. */
    private static final List<String> DATA_ENDINGS = List.of(".raw", ".raw.gz", ".zraw", ".img", ".img.gz", ".bin");

    private static final String SPACING_ENDING = ".json";

    /** The ending of a path, as it is spelt there, where it is one of an image. */
    public static Optional<String> ending(String path) {
        return all().filter(e -> path.regionMatches(true, path.length() - e.length(), e, 0, e.length()))
                .findFirst()
                .map(e -> path.substring(path.length() - e.length()));
    }

    /**
     * Finds the format of an image file by the ending of its name.
     *
     * @param path whose upper and lower case does not matter
     */
    public static Optional<ImageFormat> of(String path) {
        return ending(path)
                .map(e -> e.toLowerCase(Locale.ROOT))
                .flatMap(e -> Arrays.stream(values())
                        .filter(f -> f.endings().contains(e))
                        .findFirst());
    }

    /** Whether one file of that name may hold all channels of a case as the colours of a picture: RGB or RGBA. */
    public static boolean mayHoldColours(String path, int channels) {
        boolean picture =
                of(path).filter(f -> f == PNG || f == BMP || f == TIFF).isPresent();
        return picture && (channels == 3 || channels == 4);
    }

    /** In lower case; where one is the end of another, the longer first. */
    public List<String> endings() {
        return switch (this) {
            case NIFTI -> List.of(".nii.gz", ".nii");
            case NRRD -> List.of(".nrrd", ".nhdr");
            case META_IMAGE -> List.of(".mha", ".mhd");
            case PNG -> List.of(".png");
            case BMP -> List.of(".bmp");
            case TIFF -> List.of(".tif", ".tiff");
        };
    }

    /** All endings, for messages. */
    public static String listed() {
        return all().collect(Collectors.joining(", "));
    }

    /** Endings of files that may lie beside images and belong to them. */
    public static List<String> companionEndings() {
        return DATA_ENDINGS;
    }

    /**
     * What may lie beside a file and belongs to it: its voxels, or its spacing. In order of preference.
     *
     * @param path of an image or a label
     * @param channel whether the file's name ends in a channel, which the name of a stack's spacing has not
     */
    public static List<String> companions(String path, boolean channel) {
        String ending = ending(path).orElse("");
        String stem = path.substring(0, path.length() - ending.length());
        return switch (ending.toLowerCase(Locale.ROOT)) {
            case ".nhdr", ".mhd" -> DATA_ENDINGS.stream().map(e -> stem + e).toList();
            case ".tif", ".tiff" -> List.of((channel ? withoutChannel(stem) : stem) + SPACING_ENDING);
            default -> List.of();
        };
    }

    private static String withoutChannel(String stem) {
        return stem.replaceFirst("_\\d{4}$", "");
    }

    private static Stream<String> all() {
        return Arrays.stream(values()).flatMap(f -> f.endings().stream());
    }
}
