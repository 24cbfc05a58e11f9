package io.nephrite.eval.report;

import io.nephrite.eval.report.ReportView.LegendEntry;
import io.nephrite.eval.report.SvgPlot.Ink;
import io.nephrite.imaging.picture.LabelColors;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One colour for each class, the same in all plots and pictures of a page.
 *
 * @param labels class name → label whose colour it has, in the order of the labels
 */
record ClassInks(Map<String, Integer> labels) {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static ClassInks of(Report report) {
        Map<String, Integer> labels = new LinkedHashMap<>();
        report.classes().entrySet().stream()
                .sorted(Comparator.comparingInt(e -> label(e.getKey())))
                .forEach(e -> labels.put(e.getValue(), label(e.getKey())));
        return new ClassInks(labels);
    }

    /** The last value of a key such as {@code 2} or {@code (1, 2)}: that of the innermost region. */
    private static int label(String key) {
        Matcher numbers = NUMBER.matcher(key);
        int last = 1;
        while (numbers.find()) {
            last = Integer.parseInt(numbers.group());
        }
        return last;
    }

    /** In the order of the labels. */
    List<String> names() {
        return List.copyOf(labels.keySet());
    }

    Ink of(String name) {
        int label = labels.getOrDefault(name, 1);
        return new Ink(LabelColors.lineArgbOf(label), LabelColors.round(label));
    }

    /** As the pictures have them. */
    List<LegendEntry> legend() {
        return labels.entrySet().stream()
                .map(e -> new LegendEntry(e.getKey(), hex(e.getValue())))
                .toList();
    }

    /** The colour of a class on what is dark, such as {@code #d55e00}. */
    String onDark(String name) {
        return hex(labels.getOrDefault(name, 1));
    }

    private static String hex(int label) {
        return new Ink(LabelColors.argbOf(label), 0).color();
    }
}
