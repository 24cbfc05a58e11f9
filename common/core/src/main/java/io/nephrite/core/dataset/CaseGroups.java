package io.nephrite.core.dataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * groups.csv beside dataset.json: which cases belong together, such as those of one patient.
 *
 * @param byCase group of each case that is named
 * @param faults lines that are not {@code case,group}, and cases in two groups
 */
public record CaseGroups(Map<String, String> byCase, List<Fault> faults) {
    public static final String FILE = "groups.csv";

    private static final String TITLE = "case";

    public CaseGroups {
        byCase = Map.copyOf(byCase);
        faults = List.copyOf(faults);
    }

    /** @param csv UTF-8; comma or semicolon; a first line that begins with {@code case} is a title */
    public static CaseGroups parse(byte[] csv) {
        Map<String, String> byCase = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        List<String> lines = new String(csv, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            String[] cells = line.split("[,;]", -1);
            boolean title = i == 0 && cells[0].strip().equalsIgnoreCase(TITLE);
            if (line.isEmpty() || title) {
                continue;
            }
            String caseId = cells[0].strip();
            String group = cells.length == 2 ? cells[1].strip() : "";
            if (caseId.isEmpty() || group.isEmpty()) {
                faults.add(fault("line " + (i + 1) + ": \"" + line + "\"", "case,group"));
            } else if (!group.equals(byCase.getOrDefault(caseId, group))) {
                faults.add(fault(
                        "line " + (i + 1) + ": " + caseId + " in groups " + byCase.get(caseId) + " and " + group,
                        "one group per case"));
            } else {
                byCase.put(caseId, group);
            }
        }
        return new CaseGroups(byCase, faults);
    }

    private static Fault fault(String seen, String expected) {
        return Fault.of(FaultCode.GROUPS_MALFORMED, seen, expected).in(FILE);
    }
}
