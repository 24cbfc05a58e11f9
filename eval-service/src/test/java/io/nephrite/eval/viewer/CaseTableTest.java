package io.nephrite.eval.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.PlannedDataset;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CaseTableTest {
    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private final VersionId version = PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}")
            .manifest()
            .versionId();

    private void report() {
        results.put(ObjectKeys.report(version), """
                {"classes": {"1": "kidney", "2": "tumor"}, "configurations": [
                  {"configuration": "2d", "meanForegroundDice": 0.4, "folds": []},
                  {"configuration": "3d_fullres", "meanForegroundDice": 0.6, "folds": [{"fold": "0", "cases": [
                    {"caseId": "case_00000", "dice": {"kidney": 0.9, "tumor": 0.5}},
                    {"caseId": "case_00002", "dice": {"kidney": 0.3, "tumor": null}}]}]}]}
                """.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void listsAllCasesBeforeThereIsAReport() {
        CaseTable table = CaseTable.read(results, version);

        assertThat(table.configuration()).isEmpty();
        assertThat(table.rows())
                .extracting(CaseTable.Row::caseId)
                .containsExactly("case_00000", "case_00001", "case_00002", "case_00003");
    }

    @Test
    void showsTheDiceOfTheBestConfiguration() {
        report();

        CaseTable table = CaseTable.read(results, version);

        assertThat(table.configuration()).isEqualTo("3d_fullres");
        assertThat(table.classes()).containsExactly("kidney", "tumor");
        assertThat(table.rows().get(2).dice())
                .containsEntry("kidney", OptionalDouble.of(0.3))
                .containsEntry("tumor", OptionalDouble.empty());
    }

    @Test
    void isReadOnceAndAgainWhenTheReportIsAnother() {
        CaseTables tables = new CaseTables(results);
        CaseTable before = tables.find(version, false);
        report();

        CaseTable worst = tables.find(version, true);

        assertThat(before.configuration()).isEmpty();
        assertThat(worst.rows())
                .isEqualTo(CaseTable.read(results, version).worstFirst().rows());
        assertThat(tables.find(version, true)).isSameAs(worst);
        assertThat(tables.find(version, false))
                .isSameAs(tables.find(version, false))
                .isNotEqualTo(before);
    }

    @Test
    void putsTheWorstCaseFirstAndThoseWithoutADiceLast() {
        report();

        assertThat(CaseTable.read(results, version).worstFirst().rows())
                .extracting(CaseTable.Row::caseId)
                .containsExactly("case_00002", "case_00000", "case_00001", "case_00003");
    }
}
