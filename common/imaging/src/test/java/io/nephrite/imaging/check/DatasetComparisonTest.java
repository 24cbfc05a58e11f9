package io.nephrite.imaging.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.Severity;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiBytes;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetComparisonTest {
    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");
    private static final double[][] MIRRORED = {{-1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 3, 0}};
    private static final double[][] THICK = {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 9, 0}};

    @Test
    void findsNothingInCasesThatAreAlike() {
        assertThat(DatasetComparison.of(LABELS, sound(6), List.of())).isEmpty();
    }

    @Test
    void namesALabelThatNoCaseHasAndOneThatOnlyOneHas() {
        List<CaseCheck> cases = List.of(
                check("a", image(1).gzip(), Optional.of(label(i -> i % 2).gzip())),
                check("b", image(2).gzip(), Optional.of(label(i -> 0).gzip())));
        assertThat(DatasetComparison.of(LABELS, cases, List.of()))
                .extracting(DatasetComparisonTest::line)
                .containsExactly(
                        "LABEL_IN_ONE_CASE a label 1 (kidney) in one of 2 cases",
                        "LABEL_NOWHERE - label 2 (tumor) in no case");
    }

    @Test
    void namesACaseOfAnotherOrientationBesideTheDatasetsOwn() {
        List<CaseCheck> cases =
                with(sound(6), check("odd", image(9).sform(MIRRORED).gzip(), Optional.empty()));
        assertThat(DatasetComparison.of(LABELS, cases, List.of()))
                .singleElement()
                .satisfies(f -> {
                    assertThat(line(f)).isEqualTo("ORIENTATION_OUTLIER odd orientation LAS");
                    assertThat(f.expected()).contains("RAS as in 6 of 7 cases", "LAS=1");
                    assertThat(f.severity()).isEqualTo(Severity.WARNING);
                });
    }

    @Test
    void saysThatNoOrientationIsTheDatasetsOwnWhereHalfTheCasesHaveAnother() {
        List<CaseCheck> cases = new ArrayList<>(sound(3));
        for (int i = 3; i < 6; i++) {
            cases.add(check("turned_" + i, image(i).sform(MIRRORED).gzip(), Optional.empty()));
        }
        assertThat(DatasetComparison.of(LABELS, cases, List.of()))
                .singleElement()
                .satisfies(f -> {
                    assertThat(line(f))
                            .isEqualTo("ORIENTATIONS_MIXED - LAS in 3 cases (turned_3, turned_4, turned_5),"
                                    + " RAS in 3 cases (case_0, case_1, case_2)");
                    assertThat(f.severity()).isEqualTo(Severity.WARNING);
                });
    }

    /**
     * A tiny change decides the name of such an orientation, so the case is reported as oblique and not as an outlier.
     */
    @ParameterizedTest
    @CsvSource({"44.9, RAS, 44.9", "45.1, PRS, 44.9", "41, RAS, 41.0"})
    void namesACaseWhoseAxesLieBetweenTwoAnatomicalOnesWithTheAngle(double degrees, String name, String told) {
        List<CaseCheck> cases =
                with(sound(6), check("oblique", image(9).sform(turned(degrees)).gzip(), Optional.empty()));
        assertThat(DatasetComparison.of(LABELS, cases, List.of()))
                .singleElement()
                .extracting(DatasetComparisonTest::line)
                .asString()
                .startsWith("ORIENTATION_BETWEEN_AXES oblique an axis " + told + " degrees away")
                .contains("named " + name);
    }

    @Test
    void takesUsualObliqueCasesAsTheyAre() {
        List<CaseCheck> cases =
                with(sound(6), check("oblique", image(9).sform(turned(30)).gzip(), Optional.empty()));
        assertThat(DatasetComparison.of(LABELS, cases, List.of())).isEmpty();
    }

    @Test
    void namesACaseOfAnotherSpacingBesideTheDatasetsOwn() {
        List<CaseCheck> cases = with(
                sound(6), check("odd", image(9).pixdim(1, 2, 9).sform(THICK).gzip(), Optional.empty()));
        assertThat(DatasetComparison.of(LABELS, cases, List.of()))
                .singleElement()
                .satisfies(f -> {
                    assertThat(line(f)).isEqualTo("SPACING_OUTLIER odd spacing 9.0 mm along z");
                    assertThat(f.expected()).contains("3.000, 3.000, 3.000 mm");
                });
    }

    @Test
    void warnsOfALeakWhereAnImageComesTwiceUnderAnotherNameHeaderOrPacking() {
        CaseCheck copy = check("copy", image(2).sform(MIRRORED).gzip(), Optional.empty());
        assertThat(DatasetComparison.of(LABELS, with(sound(6), copy), List.of()))
                .extracting(DatasetComparisonTest::line)
                .contains("SAME_IMAGE_TWICE copy the voxels of case_2");
        CaseCheck plain = check("copy", image(2).plain(), Optional.empty());
        assertThat(DatasetComparison.of(LABELS, sound(6), List.of(plain)))
                .extracting(DatasetComparisonTest::line)
                .containsExactly(
                        "SAME_IMAGE_TWICE copy the voxels of case_2: one is a training case, the other a test case");
        assertThat(FaultCode.SAME_IMAGE_TWICE.mend()).contains("never both trained on and validated");
    }

    private static List<CaseCheck> sound(int cases) {
        return IntStream.range(0, cases)
                .mapToObj(i -> check(
                        "case_" + i,
                        image(i).gzip(),
                        Optional.of(label(v -> v % 3).gzip())))
                .toList();
    }

    /** About the third axis; voxels of 1 x 2 x 3 mm. */
    private static double[][] turned(double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return new double[][] {{c, 2 * s, 0, 0}, {-s, 2 * c, 0, 0}, {0, 0, 3, 0}};
    }

    private static List<CaseCheck> with(List<CaseCheck> cases, CaseCheck more) {
        return IntStream.rangeClosed(0, cases.size())
                .mapToObj(i -> i < cases.size() ? cases.get(i) : more)
                .toList();
    }

    private static NiftiBytes image(int seed) {
        return NiftiBytes.int16(4, 3, 2).voxels(i -> 50 * i - 1000 + seed);
    }

    private static NiftiBytes label(IntToDoubleFunction values) {
        return NiftiBytes.of(StoredType.UINT8, 4, 3, 2).voxels(values);
    }

    private static CaseCheck check(String caseId, byte[] image, Optional<byte[]> label) {
        String imageKey = "d/imagesTr/" + caseId + "_0000.nii";
        StoredFile imageFile = new StoredFile(imageKey, image.length, "i");
        Optional<StoredFile> labelFile = label.map(l -> new StoredFile("d/labelsTr/" + caseId + ".nii", l.length, "l"));
        return new CaseChecker(List.of("CT"), LABELS)
                .check(
                        "d",
                        new CaseFiles(caseId, "id", List.of(imageFile), labelFile),
                        f -> new ByteArrayInputStream(f.key().equals(imageKey) ? image : label.orElseThrow()));
    }

    private static String line(Fault f) {
        return f.code() + " " + f.caseId().orElse("-") + " " + f.seen();
    }
}
