package io.nephrite.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaseGroupsTest {
    @Test
    void readsOneGroupPerCaseAsSpreadsheetsWriteThem() {
        Map<String, String> expected = Map.of("a", "patient 1", "b", "patient 1", "c", "2");
        assertThat(parse("a,patient 1\nb,patient 1\nc,2\n").byCase()).isEqualTo(expected);
        CaseGroups spreadsheet = parse("\uFEFFCase;Group\r\na ; patient 1\r\n\r\nb;patient 1\r\nc;2");
        assertThat(spreadsheet.byCase()).isEqualTo(expected);
        assertThat(spreadsheet.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void readsWhatSpreadsheetsCallUnicodeText(String charset) {
        CaseGroups groups = CaseGroups.parse("\uFEFFcase\tgroup\r\nZoë\t1\r\n".getBytes(Charset.forName(charset)));
        assertThat(groups.byCase()).isEqualTo(Map.of("Zoë", "1"));
        assertThat(groups.faults()).isEmpty();
    }

    @Test
    void namesATableInAnotherEncoding() {
        CaseGroups groups = CaseGroups.parse("Zoë,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(groups.byCase()).isEmpty();
        assertThat(groups.faults()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo(FaultCode.GROUPS_MALFORMED);
            assertThat(f.seen()).isEqualTo("bytes that are no UTF-8");
        });
    }

    @Test
    void takesACaseThatIsNamedTwiceWithTheSameGroup() {
        CaseGroups groups = parse("a,1\na,1\n");
        assertThat(groups.byCase()).isEqualTo(Map.of("a", "1"));
        assertThat(groups.faults()).isEmpty();
    }

    @Test
    void namesEveryLineThatIsNoGroupOfACase() {
        CaseGroups groups = parse("case,group\na,1\nb\nc,\n,2\nd,1,2\na,2\n");
        assertThat(groups.byCase()).isEqualTo(Map.of("a", "1"));
        assertThat(groups.faults()).allSatisfy(f -> {
            assertThat(f.code()).isEqualTo(FaultCode.GROUPS_MALFORMED);
            assertThat(f.file()).contains("groups.csv");
        });
        assertThat(groups.faults())
                .extracting(Fault::seen)
                .containsExactly(
                        "line 3: \"b\"",
                        "line 4: \"c,\"",
                        "line 5: \",2\"",
                        "line 6: \"d,1,2\"",
                        "line 7: a in groups 1 and 2");
    }

    private static CaseGroups parse(String csv) {
        return CaseGroups.parse(csv.getBytes(StandardCharsets.UTF_8));
    }
}
