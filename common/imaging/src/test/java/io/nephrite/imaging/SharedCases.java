package io.nephrite.imaging;

import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads images and label maps for tests: files of the data beside the project, or any other file. */
public final class SharedCases {
    private SharedCases() {}

    /**
     * Reads an image of the data beside the project.
     *
     * @param relative a NIfTI file
     */
    public static FileImage image(String relative) {
        return image(SharedData.path(relative));
    }

    public static FileImage image(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readImage(in, file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static LabelVolume label(String relative) {
        return label(SharedData.path(relative));
    }

    public static LabelVolume label(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readLabel(in, file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Greatest absolute difference of two equally long arrays. */
    public static double greatestDifference(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new AssertionError(a.length + " values, expected " + b.length);
        }
        double greatest = 0;
        for (int i = 0; i < a.length; i++) {
            greatest = Math.max(greatest, Math.abs((double) a[i] - b[i]));
        }
        return greatest;
    }
}
