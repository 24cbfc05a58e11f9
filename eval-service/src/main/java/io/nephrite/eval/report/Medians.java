package io.nephrite.eval.report;

import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The middle case of a fingerprint, each axis by itself. */
final class Medians {
    private static final int AXES = 3;

    private Medians() {}

    static String spacing(DatasetFingerprint fingerprint) {
        return each(fingerprint, (f, place) -> f.spacings().get((int) place[1]).get((int) place[0]));
    }

    static String shape(DatasetFingerprint fingerprint) {
        return each(
                fingerprint,
                (f, place) -> f.shapesAfterCrop().get((int) place[1]).get((int) place[0]));
    }

    /** @param value of axis and case */
    private static String each(DatasetFingerprint fingerprint, ToDoubleBiFunction<DatasetFingerprint, long[]> value) {
        return IntStream.range(0, AXES)
                .mapToObj(axis -> Figures.significant(Quantile.median(IntStream.range(
                                0, fingerprint.spacings().size())
                        .mapToDouble(i -> value.applyAsDouble(fingerprint, new long[] {axis, i}))
                        .toArray())))
                .collect(Collectors.joining(" × "));
    }
}
