package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.Description.ListedCase;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A checkout of the KiTS19 repository: {@code data/case_00000/imaging.nii.gz} and {@code segmentation.nii.gz}, or the
 * same without {@code data/}. Cases are those that kits.json names. One without segmentation is for test; as the
 * challenge's training cases are those below {@value #TRAINING_CASES}, theirs are awaited before that is believed.
 */
final class KitsLayout implements CaseLayout {
    /** KiTS19 published the segmentations of so many cases, the first. */
    private static final int TRAINING_CASES = 210;

    private static final String DATA = "data/";
    private static final String PREFIX = "case_";
    private static final String IMAGE = "imaging";
    private static final String LABEL = "segmentation";
    private static final String ENDING = ".nii.gz";

    private final List<CasePattern> named;
    private final Set<String> caseIds = new HashSet<>();

    KitsLayout(Description description) {
        named = description.training().stream()
                .map(ListedCase::caseId)
                .peek(caseIds::add)
                .map(id -> pattern(id, DATA + id + "/"))
                .toList();
    }

    @Override
    public List<CasePattern> named() {
        return named;
    }

    @Override
    public Optional<CasePart> part(String path) {
        String rest = path.startsWith(DATA) ? path.substring(DATA.length()) : path;
        int slash = rest.indexOf('/');
        if (slash <= 0 || slash != rest.lastIndexOf('/')) {
            return Optional.empty();
        }
        String caseId = rest.substring(0, slash);
        String name = FileNames.stem(rest);
        boolean isLabel = name.equals(LABEL);
        if (!caseIds.contains(caseId)
                || !FileNames.ending(rest).equalsIgnoreCase(ENDING)
                || !(isLabel || name.equals(IMAGE))) {
            return Optional.empty();
        }
        return Optional.of(new CasePart(caseId, false, isLabel ? CasePart.Kind.LABEL : CasePart.Kind.CHANNEL, 0));
    }

    @Override
    public CasePattern pattern(CasePart part, String path) {
        return pattern(part.caseId(), path.substring(0, path.lastIndexOf('/') + 1));
    }

    private static CasePattern pattern(String caseId, String folder) {
        return new CasePattern(
                caseId,
                false,
                true,
                true,
                new TreeMap<>(Map.of(0, folder + IMAGE + ENDING)),
                Optional.empty(),
                isForTraining(caseId) ? Optional.of(folder + LABEL + ENDING) : Optional.empty(),
                true);
    }

    private static boolean isForTraining(String caseId) {
        String number = caseId.startsWith(PREFIX) ? caseId.substring(PREFIX.length()) : "";
        return number.matches("\\d{1,9}") && Integer.parseInt(number) < TRAINING_CASES;
    }

    @Override
    public OptionalInt count() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<String> expectation(String path) {
        return Optional.of(
                DATA + PREFIX + "…/" + IMAGE + ENDING + " or " + LABEL + ENDING + " of a case that kits.json names");
    }
}
