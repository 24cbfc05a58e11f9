package io.nephrite.core.dataset;

import io.nephrite.core.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * ingest-report.json: everything that was found wrong with a dataset.
 *
 * @param version hash of what was reported on; the manifest's where the dataset was sealed
 * @param sealed whether the work goes on with the sound cases
 * @param faults errors first, then by code, case and file
 * @param skipped cases that were left out because of their faults
 * @param excluded cases that the experiment leaves out
 * @param overridden codes whose severity the experiment changes
 * @param leftAlone files that are no part of the dataset, and known to be none
 */
public record IngestReport(
        String dataset,
        String version,
        boolean sealed,
        Cases cases,
        List<Fault> faults,
        List<String> skipped,
        List<String> excluded,
        List<Overridden> overridden,
        List<LeftAlone> leftAlone) {
    private static final int EXAMPLES = 3;
    private static final int WIDEST = 320;
    /** Of files left alone; ingest-report.json has all. */
    private static final int MOST_NAMES = 20;

    public IngestReport {
        faults = faults.stream()
                .sorted(Comparator.comparing(Fault::severity)
                        .thenComparing(Fault::code)
                        .thenComparing(f -> f.caseId().orElse(""))
                        .thenComparing(f -> f.file().orElse("")))
                .toList();
        skipped = List.copyOf(skipped);
        excluded = List.copyOf(excluded);
        // reports that were stored before there were any have none
        overridden = overridden == null ? List.of() : List.copyOf(overridden);
        leftAlone = leftAlone == null ? List.of() : List.copyOf(leftAlone);
    }

    /** A report where nothing is overridden or left alone. */
    public IngestReport(
            String dataset,
            String version,
            boolean sealed,
            Cases cases,
            List<Fault> faults,
            List<String> skipped,
            List<String> excluded) {
        this(dataset, version, sealed, cases, faults, skipped, excluded, List.of(), List.of());
    }

    public static IngestReport parse(byte[] json) {
        return Json.read(json, IngestReport.class);
    }

    /**
     * Training and test cases.
     *
     * @param sound without an error
     */
    public record Cases(int listed, int sound) {}

    /**
     * A code whose severity the experiment changes.
     *
     * @param faults how many there are
     */
    public record Overridden(FaultCode code, Severity usual, FaultTreatment as, int faults) {}

    /**
     * A file that nothing is made of.
     *
     * @param file relative to the dataset's folder
     */
    public record LeftAlone(String file, String reason) {}

    public long errors() {
        return faults.stream().filter(Fault::isError).count();
    }

    public long warnings() {
        return faults.size() - errors();
    }

    /** One sentence: what keeps the dataset from being used, or that nothing does. */
    public String verdict() {
        if (errors() == 0) {
            return dataset + ": " + counted(cases.listed(), "case") + ", all sound"
                    + (warnings() == 0 ? "" : ", " + counted(warnings(), "warning"));
        }
        Fault first = faults.get(0);
        return dataset + ": " + counted(errors(), "error") + ", " + cases.sound() + " of "
                + counted(cases.listed(), "case") + " sound; first " + first.sentence();
    }

    /** Faults grouped by code, with as many examples of each as fit, for a terminal. */
    public List<String> lines(int most) {
        for (int examples = EXAMPLES; examples >= 0; examples--) {
            List<String> lines = lines(byCode(), examples);
            if (lines.size() <= most) {
                return lines;
            }
        }
        List<String> cut = new ArrayList<>(lines(byCode(), 0).subList(0, most - 1));
        cut.add("… " + (byCode().size() + 1 - cut.size()) + " more kinds of faults in ingest-report.md");
        return cut;
    }

    private List<String> lines(Map<FaultCode, List<Fault>> byCode, int examples) {
        List<String> lines = new ArrayList<>();
        lines.add(verdictLine());
        byCode.forEach((code, faults) -> {
            Fault first = faults.get(0);
            lines.add("%s %s, %d×: %s".formatted(first.severity().lowerCase(), code, faults.size(), first.mend()));
            faults.stream()
                    .limit(examples)
                    .forEach(f ->
                            lines.add(clipped("    " + place(f) + "found " + f.seen() + ", expected " + f.expected())));
        });
        if (!overridden.isEmpty()) {
            lines.add(clipped("as the experiment says: "
                    + overridden.stream()
                            .map(o -> o.faults + "× " + o.code + " as " + o.as.json())
                            .collect(Collectors.joining(", "))));
        }
        if (!skipped.isEmpty()) {
            lines.add(clipped("skipped, as the experiment says: " + String.join(", ", skipped)));
        }
        return lines;
    }

    private static String clipped(String line) {
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST) + "…";
    }

    /** ingest-report.md. */
    public String markdown() {
        StringBuilder out = new StringBuilder("# Ingest report of " + cell(dataset) + "\n\n");
        out.append(cell(verdictLine())).append("\n\n");
        out.append(sealed ? "The work goes on" : "The work does not go on: correct the errors, exclude the cases in")
                .append(sealed ? ".\n" : " experiment.json, or set `\"faultyCases\": \"skip\"` there.\n");
        list(out, "Skipped", skipped);
        list(out, "Excluded by the experiment", excluded);
        list(
                out,
                "Severities that the experiment changes",
                overridden.stream()
                        .map(o -> counted(o.faults, "fault") + " " + o.code + " (" + o.usual.lowerCase() + ") as "
                                + o.as.json())
                        .toList());
        byCode().forEach((code, faults) -> {
            Fault first = faults.get(0);
            out.append("\n## ")
                    .append(code)
                    .append(" (")
                    .append(first.severity().lowerCase());
            out.append(", ").append(faults.size()).append("×)\n\n");
            // advice of its own for each fault stands beside it
            boolean isAlike = faults.stream().map(Fault::mend).distinct().count() == 1;
            out.append(isAlike ? "What to do: " + cell(first.mend()) + "\n\n" : "");
            out.append("| case | file | found | expected |").append(isAlike ? "\n" : " what to do |\n");
            out.append("|---|---|---|---|").append(isAlike ? "\n" : "---|\n");
            for (Fault f : faults) {
                List<String> cells =
                        new ArrayList<>(List.of(f.caseId().orElse(""), f.file().orElse(""), f.seen(), f.expected()));
                if (!isAlike) {
                    cells.add(f.mend());
                }
                out.append(cells.stream().map(IngestReport::cell).collect(Collectors.joining(" | ", "| ", " |\n")));
            }
        });
        if (!leftAlone.isEmpty()) {
            out.append("\n## Files left alone\n\n| reason | files | such as |\n|---|---|---|\n");
            leftAlone.stream()
                    .collect(Collectors.groupingBy(LeftAlone::reason, LinkedHashMap::new, Collectors.toList()))
                    .forEach((reason, files) -> out.append("| ")
                            .append(cell(reason))
                            .append(" | ")
                            .append(files.size())
                            .append(" | ")
                            .append(cell(files.stream()
                                    .limit(MOST_NAMES)
                                    .map(LeftAlone::file)
                                    .collect(Collectors.joining(", "))))
                            .append(" |\n"));
        }
        return out.toString();
    }

    private String verdictLine() {
        return "%s: %s, %d sound; %s, %s"
                .formatted(
                        dataset,
                        counted(cases.listed(), "case"),
                        cases.sound(),
                        counted(errors(), "error"),
                        counted(warnings(), "warning"));
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private Map<FaultCode, List<Fault>> byCode() {
        return faults.stream().collect(Collectors.groupingBy(Fault::code, LinkedHashMap::new, Collectors.toList()));
    }

    private static void list(StringBuilder out, String title, List<String> cases) {
        if (!cases.isEmpty()) {
            out.append('\n')
                    .append(title)
                    .append(": ")
                    .append(cell(String.join(", ", cases)))
                    .append('\n');
        }
    }

    private static String place(Fault f) {
        return f.caseId().map(c -> c + ": ").orElse("")
                + f.file().map(c -> c + ": ").orElse("");
    }

    /** Text of strangers in a table: no part of it is markup or ends the cell. */
    private static String cell(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|");
    }
}
