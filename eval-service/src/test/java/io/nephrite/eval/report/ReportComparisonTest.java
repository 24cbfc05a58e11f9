package io.nephrite.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.eval.report.Report.CaseReport;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.eval.report.Report.FoldReport;
import io.nephrite.eval.report.Report.TrainedOn;
import io.nephrite.imaging.metric.PairedDifference;
import io.nephrite.imaging.metric.PairedDifference.Pair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportComparisonTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    @Test
    void comparesTheCasesThatBothHaveAndPutsTheLargestLossFirst() {
        ReportComparison comparison = ReportComparison.of(
                "a",
                configuration(ofCase("one", 0.5), ofCase("two", 0.9), ofCase("gone", 0.1)),
                "b",
                configuration(ofCase("two", 0.6), ofCase("one", 0.75), ofCase("new", 0.2)));

        assertThat(comparison.classes().get("kidney"))
                .isEqualTo(PairedDifference.of(List.of(
                        new Pair(OptionalDouble.of(0.5), OptionalDouble.of(0.75)),
                        new Pair(OptionalDouble.of(0.9), OptionalDouble.of(0.6)))));
        assertThat(comparison.cases())
                .extracting(ReportComparison.CaseDifference::caseId)
                .containsExactly("two", "one");
        assertThat(comparison.cases().get(1).difference()).hasValue(0.25);
        assertThat(comparison.onlyFirst()).containsExactly("gone");
        assertThat(comparison.onlySecond()).containsExactly("new");
    }

    private static CaseReport ofCase(String id, double dice) {
        return new CaseReport(
                id, Map.of("kidney", OptionalDouble.of(dice)), Optional.empty(), Map.of(), Optional.empty(), Map.of());
    }

    private static ConfigurationReport configuration(CaseReport... cases) {
        return new ConfigurationReport(
                "3d_fullres",
                List.of(new FoldReport(
                        "0",
                        List.of(),
                        new TrainedOn("", 1, List.of()),
                        Optional.empty(),
                        List.of(cases),
                        Map.of(),
                        Map.of())),
                Map.of("kidney", NONE),
                NONE,
                Map.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
