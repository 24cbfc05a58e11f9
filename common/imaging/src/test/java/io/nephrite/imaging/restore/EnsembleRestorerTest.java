package io.nephrite.imaging.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.numpy.HalfPrecision;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.plans.Resampling;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.TestParameters;
import io.nephrite.imaging.resample.PlaneRange;
import io.nephrite.imaging.restore.EnsembleRestorer.Member;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnsembleRestorerTest {
    private static final LabelMap LABELS = LabelMap.of("background", "a", "b");
    private final EnsembleRestorer ensemble = new EnsembleRestorer(LABELS, 2);

    @Test
    void decidesAsTheMembersWhereTheyAgree() {
        Member fine = member(7, 1.0, 1.0, 1.0);
        assertThat(ensemble.restore(List.of(fine, fine)).voxels()).isEqualTo(alone(fine));
    }

    @Test
    void averagesMembersOfDifferentSpacing() {
        Member coarse = member(3, 1.5, 1.5, 1.5);
        // hesitates everywhere, so that the other one decides
        Member unsure = member(5, 1.0, 1.0, 1.0);
        float[] hesitant = new float[logits(unsure).length];
        Member flat = new Member(unsure.restorer(), hesitant, unsure.properties());
        assertThat(ensemble.restore(List.of(flat, coarse)).voxels()).isEqualTo(alone(coarse));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 100})
    void givesTheSameOfAFewPlanesAtATime(int planes) {
        Member fine = member(7, 0.6, 1.0, 1.0);
        Member coarse = member(3, 1.5, 1.5, 1.5);
        List<Member> members = List.of(watched(fine, planes), watched(coarse, planes));

        assertThat(ensemble.restore(members, planes).voxels())
                .isEqualTo(ensemble.restore(List.of(fine, coarse)).voxels());
        assertThat(fine.restorer()
                        .restore(watched(fine, planes).logits(), LABELS, fine.properties(), planes)
                        .voxels())
                .isEqualTo(alone(fine));
    }

    /** Whose planes are asked for a few at a time. */
    private static Member watched(Member member, int most) {
        return new Member(
                member.restorer(),
                planes -> {
                    assertThat(planes.count()).isLessThanOrEqualTo(most);
                    return member.logits().of(planes);
                },
                member.properties());
    }

    private static float[] logits(Member member) {
        return member.logits().of(PlaneRange.all(member.properties().shape()));
    }

    private static LabelArray alone(Member member) {
        return member.restorer()
                .restore(logits(member), LABELS, member.properties().shape(), member.properties())
                .voxels();
    }

    @Test
    void refusesMembersThatAreCroppedDifferently() {
        Member one = member(3, 1.0, 1.0, 1.0);
        Member other = member(image(8, 9, 11), 3, 1.0, 1.0, 1.0);
        assertThatThrownBy(() -> ensemble.restore(List.of(one, other))).hasMessageContaining("cropped");
    }

    private static Member member(long seed, double z, double y, double x) {
        return member(image(8, 9, 10), seed, z, y, x);
    }

    private static Member member(ImageVolume image, long seed, double z, double y, double x) {
        PreprocessingParameters parameters =
                new TestParameters().spacing(z, y, x).build();
        CaseProperties properties = new CasePreprocessor(parameters, 1)
                .preprocess("case", image, Optional.empty())
                .properties();
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = new float[3 * (int) properties.shape().voxels()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = HalfPrecision.round((float) random.nextDouble(-4, 4));
        }
        return new Member(new PredictionRestorer(parameters, Resampling.PROBABILITIES, 1), logits, properties);
    }

    private static ImageVolume image(int z, int y, int x) {
        float[] voxels = new float[z * y * x];
        Arrays.fill(voxels, 5);
        return new ImageVolume(voxels, 1, new Shape3(z, y, x), new Spacing(1, 1, 1));
    }
}
