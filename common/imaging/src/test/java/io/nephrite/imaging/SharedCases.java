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

/** Cases and volumes of the data beside the project. */
public final class SharedCases {
    private SharedCases() {}

    /** @param relative a NIfTI file */
    public static FileImage image(String relative) {
        try (InputStream in = open(relative)) {
            return ImageFileReader.readImage(in, relative);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static LabelVolume label(String relative) {
        try (InputStream in = open(relative)) {
            return ImageFileReader.readLabel(in, relative);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] bytes(String relative) {
        try {
            return Files.readAllBytes(SharedData.path(relative));
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

    private static InputStream open(String relative) throws IOException {
        Path path = SharedData.path(relative);
        return Files.newInputStream(path);
    }
}
