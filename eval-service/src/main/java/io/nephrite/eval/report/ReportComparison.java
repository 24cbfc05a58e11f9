package io.nephrite.eval.report;

import io.nephrite.eval.report.Report.CaseReport;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.imaging.metric.PairedDifference;
import io.nephrite.imaging.metric.PairedDifference.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Dice of two evaluations of one dataset, case by case, as command {@code compare} has them: a difference is the
 * second minus the first.
 *
 * @param classes class name → difference over the cases that both have
 * @param cases that both have, those that lost most first
 * @param onlyFirst cases that only the first has
 * @param onlySecond cases that only the second has
 */
public record ReportComparison(
        String first,
        String second,
        Map<String, PairedDifference> classes,
        List<CaseDifference> cases,
        List<String> onlyFirst,
        List<String> onlySecond) {
    /**
     * The Dice of one case in both evaluations.
     *
     * @param dice by class name
     * @param difference of the means over the classes that have a Dice in both; absent where none has
     */
    public record CaseDifference(String caseId, Map<String, Pair> dice, OptionalDouble difference) {}

    static ReportComparison of(String first, ConfigurationReport before, String second, ConfigurationReport now) {
        Map<String, CaseReport> a = cases(before);
        Map<String, CaseReport> b = cases(now);
        TreeSet<String> names = new TreeSet<>(before.meanDice().keySet());
        names.addAll(now.meanDice().keySet());
        List<CaseDifference> cases = new ArrayList<>();
        a.forEach((id, one) -> {
            if (b.containsKey(id)) {
                Map<String, Pair> dice = new LinkedHashMap<>();
                names.forEach(name -> dice.put(name, new Pair(of(one, name), of(b.get(id), name))));
                cases.add(new CaseDifference(
                        id, dice, PairedDifference.of(dice.values()).difference()));
            }
        });
        Map<String, PairedDifference> classes = new LinkedHashMap<>();
        names.forEach(name -> classes.put(
                name,
                PairedDifference.of(cases.stream().map(c -> c.dice().get(name)).toList())));
        cases.sort(
                Comparator.comparingDouble((CaseDifference c) -> c.difference().orElse(Double.POSITIVE_INFINITY)));
        return new ReportComparison(
                first,
                second,
                classes,
                List.copyOf(cases),
                a.keySet().stream().filter(id -> !b.containsKey(id)).toList(),
                b.keySet().stream().filter(id -> !a.containsKey(id)).toList());
    }

    private static OptionalDouble of(CaseReport report, String name) {
        return report.dice().getOrDefault(name, OptionalDouble.empty());
    }

    private static Map<String, CaseReport> cases(ConfigurationReport configuration) {
        Map<String, CaseReport> cases = new TreeMap<>();
        configuration.folds().forEach(f -> f.cases().forEach(c -> cases.put(c.caseId(), c)));
        return cases;
    }
}
