package io.nephrite.core.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
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

    /**
     * Reads the groups of cases from groups.csv.
     *
     * @param csv UTF-8, or UTF-16 with a byte order mark; comma, semicolon or tabulator; a first line that begins with
     *     {@code case} is a title
     */
    public static CaseGroups parse(byte[] csv) {
        Map<String, String> byCase = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        List<String> lines = List.of();
        try {
            lines = text(csv).lines().toList();
        } catch (CharacterCodingException e) {
            faults.add(fault("bytes that are no UTF-8", "text in UTF-8")
                    .mendedBy("save the file as CSV in UTF-8, which spreadsheets offer beside plain CSV"));
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            String[] cells = line.split("[,;\t]", -1);
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

    private static String text(byte[] csv) throws CharacterCodingException {
        boolean big = csv.length > 1 && csv[0] == (byte) 0xFE && csv[1] == (byte) 0xFF;
        boolean little = csv.length > 1 && csv[0] == (byte) 0xFF && csv[1] == (byte) 0xFE;
        Charset charset = big ? StandardCharsets.UTF_16BE : little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
        return charset.newDecoder().decode(ByteBuffer.wrap(csv)).toString();
    }

    private static Fault fault(String seen, String expected) {
        return Fault.of(FaultCode.GROUPS_MALFORMED, seen, expected).in(FILE);
    }
}
