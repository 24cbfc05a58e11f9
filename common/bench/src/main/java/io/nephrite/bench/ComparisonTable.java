package io.nephrite.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Lays comparisons out in columns. */
final class ComparisonTable {
    private static final List<String> HEAD = List.of("work", "unit", "ours", "peer", "ratio", "goal");

    private ComparisonTable() {}

    static String of(List<Comparison> comparisons) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Comparison c : comparisons) {
            rows.add(List.of(
                    c.work(),
                    c.unit(),
                    figure(OptionalDouble.of(c.ours())),
                    figure(c.peer()),
                    figure(c.ratio()),
                    figure(c.goal())));
        }
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                String blank = " ".repeat(widths[i] - cell.length());
                boolean text = i < 2;
                table.append(text ? cell + blank : blank + cell).append(i == widths.length - 1 ? "\n" : "  ");
            }
        }
        return table.toString();
    }

    private static String figure(OptionalDouble value) {
        if (value.isEmpty()) {
            return "-";
        }
        double v = value.getAsDouble();
        String format = Math.abs(v) >= 100 ? "%.0f" : Math.abs(v) >= 1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, v);
    }
}
