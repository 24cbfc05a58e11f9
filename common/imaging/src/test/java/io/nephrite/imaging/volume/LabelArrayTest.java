package io.nephrite.imaging.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelArrayTest {
    private static final int STEP = 40;
    private static final int TARGET_STEP = 50;
    private static final int FROM = 3;
    private static final int TO = 5;

    @ParameterizedTest
    @CsvSource({"1, 1, 127", "8, 8, 127", "7, 9, 127", "16, 33, 127", "37, 12, 127", "37, 12, 300", "8, 3, 300"})
    void exchangesRowsAndColumnsAndTouchesNothingElse(int rows, int columns, int highest) {
        LabelArray source = LabelArray.allocate(FROM + rows * STEP, highest);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < source.length(); i++) {
            source.set(i, random.nextInt(-1, highest));
        }
        LabelArray target = source.allocate(TO + columns * TARGET_STEP);
        target.fill(0, target.length(), highest);
        LabelArray expected = target.copy();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                expected.set(TO + c * TARGET_STEP + r, source.get(FROM + r * STEP + c));
            }
        }

        source.copyExchanged(FROM, STEP, rows, columns, target, TO, TARGET_STEP);

        assertThat(target).isEqualTo(expected);
    }
}
