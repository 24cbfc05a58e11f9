package io.nephrite.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintViewTest {
    @Test
    void marksTheCaseWhoseSpacingIsFarFromTheOthers() {
        List<CaseFingerprint> cases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cases.add(of("case_" + i, new Spacing(3 + 0.05 * i, 0.8, 0.8)));
        }
        cases.add(of("thick", new Spacing(12, 0.8, 0.8)));

        FingerprintView view = FingerprintView.of(cases);

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

    private static CaseFingerprint of(String id, Spacing spacing) {
        return new CaseFingerprint(id, new Shape3(40, 200, 200), new Shape3(40, 200, 200), spacing, 1, 1000, "key");
    }
}
