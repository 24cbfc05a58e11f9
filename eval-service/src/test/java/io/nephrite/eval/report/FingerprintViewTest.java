package io.nephrite.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.ClassIntensities;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FingerprintViewTest {
    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");

    @Test
    void marksTheCaseWhoseSpacingIsFarFromTheOthers() {
        List<CaseFingerprint> cases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cases.add(of("case_" + i, new Spacing(3 + 0.05 * i, 0.8, 0.8)));
        }
        cases.add(of("thick", new Spacing(12, 0.8, 0.8)));

        FingerprintView view = FingerprintView.of(cases, List.of("CT"), LABELS);

        assertThat(view.outliers())
                .filteredOn(o -> o.what().equals("spacing z"))
                .singleElement()
                .satisfies(o -> {
                    assertThat(o.caseId()).isEqualTo("thick");
                    assertThat(o.value()).isEqualTo("12 mm");
                });
        assertThat(view.outliers()).noneMatch(o -> o.what().startsWith("shape"));
        assertThat(view.plots())
                .allMatch(plot -> plot.startsWith("<svg"))
                .anyMatch(plot -> plot.contains("thick: 12 mm"));
    }

    @Test
    void marksTheCaseWhoseClassIsFarBrighterThanInTheOthers() {
        List<CaseFingerprint> cases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cases.add(of("case_" + i, 150 + i, 40 + i));
        }
        cases.add(of("early_phase", 160, 400));

        FingerprintView view = FingerprintView.of(cases, List.of("CT"), LABELS);

        assertThat(view.outliers()).singleElement().satisfies(o -> {
            assertThat(o.caseId()).isEqualTo("early_phase");
            assertThat(o.what()).isEqualTo("intensity of tumor in CT");
            assertThat(o.value()).startsWith("400");
        });
        assertThat(view.plots())
                .last()
                .asString()
                .contains("intensities of CT by class", ">kidney<", ">tumor<", "early_phase, tumor: median 400");
        assertThat(view.withoutClasses()).isZero();
    }

    @Test
    void saysOfWhichCasesAnOlderReleaseHasNoIntensitiesByClass() {
        FingerprintView view = FingerprintView.of(
                List.of(of("new", 150, 40), of("old", new Spacing(3, 0.8, 0.8))), List.of("CT"), LABELS);

        assertThat(view.withoutClasses()).isEqualTo(1);
    }

    @Test
    void takesAtMostTwoHundredKilobytesHoweverManyCasesAndClassesThereAre() {
        String[] names =
                IntStream.rangeClosed(0, 30).mapToObj(i -> "structure " + i).toArray(String[]::new);
        List<CaseFingerprint> cases = IntStream.range(0, 10_000)
                .mapToObj(i -> new CaseFingerprint(
                        "a_case_with_quite_a_long_name_%05d".formatted(i),
                        new Shape3(40, 200, 200 + i % 50),
                        new Shape3(40, 200, 200 + i % 50),
                        new Spacing(3 + i % 17, 0.8, 0.8),
                        1,
                        1000 + i,
                        "key",
                        IntStream.rangeClosed(1, 30)
                                .mapToObj(label -> new ClassIntensities(
                                        label,
                                        10,
                                        List.of(channel(label * 10 + i % 5), channel(i % 100 == 0 ? 9999 : label))))
                                .toList()))
                .toList();

        FingerprintView view = FingerprintView.of(cases, List.of("T1", "T2"), LabelMap.of(names));

        assertThat(view.plots()).hasSize(9);
        assertThat(view.plots().stream().mapToInt(String::length).sum()).isLessThan(180_000);
        assertThat(view.outliers()).hasSize(100);
    }

    private static ClassIntensities.Channel channel(double median) {
        return new ClassIntensities.Channel(median, 5, median - 10, median, median + 10);
    }

    private static CaseFingerprint of(String id, double kidney, double tumor) {
        Shape3 shape = new Shape3(40, 200, 200);
        return new CaseFingerprint(
                id,
                shape,
                shape,
                new Spacing(3, 0.8, 0.8),
                1,
                1000,
                "key",
                List.of(
                        new ClassIntensities(1, 900, List.of(channel(kidney))),
                        new ClassIntensities(2, 100, List.of(channel(tumor)))));
    }

    private static CaseFingerprint of(String id, Spacing spacing) {
        return new CaseFingerprint(id, new Shape3(40, 200, 200), new Shape3(40, 200, 200), spacing, 1, 1000, "key");
    }
}
