package io.nephrite.eval.step;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.testkit.EventExamples;
import java.util.List;

/**
 * {@link ReportedPhantom} under other names: labels, notes, faults and documents are markup, and dataset and cases hold
 * every character that such a name may hold and an address or an attribute may not.
 */
public final class HostileDataset {
    public static final String NAME = "Task #4 'a' & b; 50% =+é";
    public static final String MARKUP = "<img src=x onerror=alert(1)> \" onmouseover=\"alert(2)\" '</script><b>";
    private static final String CASE = "case #1 'x' & 50% +;";

    private final ObjectStore results;

    /** Gives everything that is in both stores its new names. */
    public HostileDataset(ObjectStore datasets, ObjectStore results) {
        this.results = results;
        rename(datasets);
        rename(results);
        addDocuments();
    }

    public VersionId version() {
        return new VersionId(NAME, EventExamples.VERSION);
    }

    public String caseId(int index) {
        return CASE + "0000" + index;
    }

    private void rename(ObjectStore store) {
        store.list(EventExamples.DATASET + "/").forEach(object -> {
            byte[] content = store.bytes(object.key());
            store.put(
                    renamed(object.key()),
                    object.key().endsWith(".json")
                            ? renamed(new String(content, UTF_8)).getBytes(UTF_8)
                            : content);
            store.delete(object.key());
        });
    }

    private static String renamed(String text) {
        return text.replace(EventExamples.DATASET, NAME)
                .replace("case_0", CASE + "0")
                .replace("\"kidney\"", new String(Json.bytes(MARKUP), UTF_8));
    }

    private void addDocuments() {
        ObjectNode experiment = (ObjectNode) Json.tree(results.bytes(ObjectKeys.experiment(version())));
        experiment.putArray("exclude").add(MARKUP);
        results.put(ObjectKeys.experiment(version()), Json.bytes(experiment));
        results.put(ObjectKeys.plansExplained(version()), ("Plans of " + MARKUP).getBytes(UTF_8));
        IngestReport report = new IngestReport(
                NAME,
                version().version(),
                true,
                new IngestReport.Cases(4, 0),
                List.of(Fault.of(FaultCode.SCHEMA_VIOLATION, MARKUP, MARKUP)
                        .of(caseId(0))
                        .in("imagesTr/" + MARKUP + ".nii.gz")),
                List.of(MARKUP),
                List.of());
        results.put(ObjectKeys.newestIngestReport(NAME), Json.bytes(report));
        results.put(ObjectKeys.ingestReport(version()), Json.bytes(report));
    }
}
