package io.nephrite.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestReportTest {
    private static final int SCREEN = 20;

    @Test
    void groupsTheFaultsOfATerminalByKindWithTheirNumber() {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            faults.add(Fault.of(FaultCode.FILE_MISSING, "no such file", "the image")
                    .of("case_" + i)
                    .in("imagesTr/case_" + i + ".nii.gz"));
        }
        faults.add(
                Fault.of(FaultCode.NO_FOREGROUND, "background alone", "labels").of("case_7"));
        assertThat(report(faults).lines(SCREEN))
                .containsExactly(
                        "d: 900 cases, 200 sound; 700 errors, 1 warning",
                        "error FILE_MISSING, 700×: " + FaultCode.FILE_MISSING.mend(),
                        "    case_0: imagesTr/case_0.nii.gz: found no such file, expected the image",
                        "    case_1: imagesTr/case_1.nii.gz: found no such file, expected the image",
                        "    case_10: imagesTr/case_10.nii.gz: found no such file, expected the image",
                        "warning NO_FOREGROUND, 1×: " + FaultCode.NO_FOREGROUND.mend(),
                        "    case_7: found background alone, expected labels");
    }

    @Test
    void givesUpExamplesBeforeKindsAndNeverExceedsAScreen() {
        List<Fault> faults = new ArrayList<>();
        for (FaultCode code : FaultCode.values()) {
            for (int i = 0; i < 5; i++) {
                faults.add(Fault.of(code, "x".repeat(1000), "y").of("case_" + i));
            }
        }
        for (int kinds = 1; kinds <= FaultCode.values().length; kinds++) {
            List<String> lines = report(faults.subList(0, 5 * kinds)).lines(SCREEN);
            assertThat(lines).hasSizeLessThanOrEqualTo(SCREEN).allMatch(line -> line.length() <= 321);
            long named = lines.stream().filter(line -> line.contains(", 5×")).count();
            long more = lines.get(lines.size() - 1).startsWith("… ") ? kinds - (SCREEN - 2) : 0;
            assertThat(named + more).as(kinds + " kinds").isEqualTo(kinds);
            if (more > 0) {
                assertThat(lines.get(lines.size() - 1)).startsWith("… " + more + " more kinds");
            }
        }
    }

    @Test
    void hasTheFieldsThatOthersRead() {
        Fault fault = Fault.of(FaultCode.NOT_GZIP, "text", "gzip").of("a").in("imagesTr/a_0000.nii.gz");
        JsonNode json = Json.tree(Json.bytes(report(List.of(fault))));
        assertThat(json.at("/dataset").textValue()).isEqualTo("d");
        assertThat(json.at("/version").textValue()).isEqualTo("v");
        assertThat(json.at("/cases").toString()).isEqualTo("{\"listed\":900,\"sound\":200}");
        assertThat(json.at("/faults/0").toString())
                .isEqualTo("{\"code\":\"NOT_GZIP\",\"severity\":\"error\",\"case\":\"a\","
                        + "\"file\":\"imagesTr/a_0000.nii.gz\",\"seen\":\"text\",\"expected\":\"gzip\","
                        + "\"mend\":\"" + FaultCode.NOT_GZIP.mend() + "\"}");
    }

    @Test
    void keepsStrangersTextInItsPlace() {
        Fault fault = Fault.of(FaultCode.NAME_NOT_SAFE, "name \"a|b\n\u001b[2Jc\"", "a name")
                .of("a\tb");
        IngestReport report = report(List.of(fault));
        assertThat(report.markdown()).contains("a\\|b").doesNotContain("\u001b").doesNotContain("\t");
        assertThat(report.lines(SCREEN)).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    }

    @Test
    void readsReportsAndStatusesThatWereStoredBeforeTheyHadAllFields() {
        String report =
                "{\"dataset\": \"d\", \"version\": \"v\", \"sealed\": true, \"cases\": {\"listed\": 1, \"sound\": 1},"
                        + " \"faults\": [{\"code\": \"NOT_GZIP\", \"severity\": \"error\", \"seen\": \"a\", \"expected\": \"b\","
                        + " \"mend\": \"c\"}], \"skipped\": [], \"excluded\": []}";
        IngestReport read = IngestReport.parse(report.getBytes(StandardCharsets.UTF_8));
        assertThat(read.leftAlone()).isEmpty();
        assertThat(read.overridden()).isEmpty();
        assertThat(read.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.pointer()).isEmpty());
        String status = "{\"dataset\": \"d\", \"state\": \"SEALED\", \"listed\": 1, \"complete\": 1, \"checked\": 1,"
                + " \"awaited\": [], \"version\": \"v\", \"signature\": \"s\", \"message\": \"m\"}";
        IntakeStatus known = IntakeStatus.parse(status.getBytes(StandardCharsets.UTF_8));
        assertThat(known.since()).isEmpty();
        assertThat(known.reason()).isEmpty();
    }

    @Test
    void givesEachFaultItsOwnAdviceWhereTheyDiffer() {
        Fault own = Fault.of(FaultCode.NAME_NOT_SAFE, "path", "a path").of("b").mendedBy("write it so");
        IngestReport report = report(
                List.of(Fault.of(FaultCode.NAME_NOT_SAFE, "path", "a path").of("a"), own));
        assertThat(report.markdown())
                .contains("| case | file | found | expected | what to do |")
                .contains("| b |  | path | a path | write it so |");
    }

    private static IngestReport report(List<Fault> faults) {
        return new IngestReport("d", "v", false, new IngestReport.Cases(900, 200), faults, List.of(), List.of());
    }
}
