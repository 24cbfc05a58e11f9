package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.DatasetLayout;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.Description.ListedCase;
import io.nephrite.core.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** kits.json of the KiTS19 repository: a list of cases, of which {@code case_id} alone is read. */
final class Kits19 implements DescriptionFormat {
    private static final String DATA = "data/";
    private static final String IMAGE = "imaging.nii.gz";

    @Override
    public Optional<Description> readWithoutCases(JsonCursor root, Findings findings) {
        return read(root, findings);
    }

    @Override
    public Optional<Description> read(JsonCursor root, Findings findings) {
        CaseList names = new CaseList(findings);
        List<ListedCase> named = new ArrayList<>();
        for (JsonCursor entry : findings.read(root::elements).orElse(List.of())) {
            if (findings.isFull()) {
                break;
            }
            Optional<String> caseId = findings.read(() -> entry.field("case_id").text());
            if (caseId.isPresent() && names.isSafe(entry.pointer() + "/case_id", caseId.get())) {
                named.add(new ListedCase(caseId.get(), List.of(DATA + caseId.get() + "/" + IMAGE), Optional.empty()));
            }
        }
        if (findings.hasViolations()) {
            return Optional.empty();
        }
        return Optional.of(new Description(
                DatasetLayout.KITS19,
                "KiTS",
                List.of("CT"),
                LabelMap.of("background", "Kidney", "Tumor"),
                ".nii.gz",
                OptionalInt.empty(),
                false,
                names.distinct(named, ""),
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of()));
    }
}
