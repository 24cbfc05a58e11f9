package io.nephrite.imaging.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How preprocessed cases are written for people. */
public enum ExportFormat {
    /** {@code <case>.npy}, {@code <case>_seg.npy}, {@code <case>.json}. */
    NPY,
    /** nnU-Net's layout: {@code <case>.npz} with arrays {@code data} and {@code seg}; {@code <case>.json}. */
    NPZ;

    public static Optional<ExportFormat> of(String name) {
        return Arrays.stream(values())
                .filter(f -> f.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
