package io.nephrite.imaging.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistanceTransformTest {
    @Test
    void findsTheNearestFeatureAsASearchThroughAllOfThem() {
        Random random = new Random(11);
        for (int trial = 0; trial < 200; trial++) {
            Shape3 shape = new Shape3(1 + random.nextInt(9), 1 + random.nextInt(12), 1 + random.nextInt(40));
            Spacing spacing =
                    new Spacing(0.3 + 6 * random.nextDouble(), 0.3 + random.nextDouble(), 0.3 + random.nextDouble());
            double density = random.nextBoolean() ? 0.003 : 0.2;
            int[] features = IntStream.range(0, (int) shape.voxels())
                    .filter(i -> random.nextDouble() < density)
                    .toArray();

            float[] squared = new DistanceTransform(shape, spacing, 1 + trial % 3).squared(features);

            for (int at = 0; at < squared.length; at++) {
                double nearest = searched(shape, spacing, features, at);
                if (features.length == 0) {
                    assertThat(squared[at]).isEqualTo(Float.POSITIVE_INFINITY);
                } else {
                    assertThat(squared[at]).isCloseTo((float) nearest, within((float) (nearest * 1e-6 + 1e-12)));
                }
            }
        }
    }

    @Test
    void leavesFeaturesAtDistanceZero() {
        float[] squared = new DistanceTransform(new Shape3(1, 1, 4), new Spacing(1, 1, 0.5), 1).squared(new int[] {1});

        assertThat(squared).containsExactly(0.25f, 0, 0.25f, 1);
    }

    private static double searched(Shape3 shape, Spacing spacing, int[] features, int at) {
        double nearest = Double.POSITIVE_INFINITY;
        int plane = shape.y() * shape.x();
        for (int feature : features) {
            double z = (feature / plane - at / plane) * spacing.z();
            double y = (feature % plane / shape.x() - at % plane / shape.x()) * spacing.y();
            double x = (feature % shape.x() - at % shape.x()) * spacing.x();
            nearest = Math.min(nearest, z * z + y * y + x * x);
        }
        return nearest;
    }
}
