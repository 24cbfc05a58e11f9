package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.description.Description.ListedCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cases that a document names: with safe names and paths, and none that shares a name or a file with another. */
final class CaseList {
    private final Findings findings;
    /** The case of each folded name, and of each file with a slash before its path: a name has none. */
    private final Map<String, String> owners = new HashMap<>();

    CaseList(Findings findings) {
        this.findings = findings;
    }

    /** Whether the name can be a case's; else that is a fault of the case. */
    boolean isSafe(String pointer, String caseId) {
        if (FileNames.isSafeCaseId(caseId)) {
            return true;
        }
        findings.add(
                findings.fault(FaultCode.NAME_NOT_SAFE, pointer, "case name \"" + caseId + "\"", FileNames.SAFE_CASE_ID)
                        .of(caseId));
        return false;
    }

    /**
     * A path relative to the dataset's folder.
     *
     * @return empty where it cannot be followed, which is a fault of the case
     */
    Optional<String> path(String caseId, String pointer, String text) {
        Optional<String> path = FileNames.relative(text);
        if (path.isEmpty()) {
            Fault fault = findings.fault(FaultCode.NAME_NOT_SAFE, pointer, "path \"" + text + "\"", FileNames.SAFE_PATH)
                    .of(caseId);
            findings.add(insideFolder(text)
                    .map(inside -> fault.mendedBy(
                            "write the path relative to the dataset's folder and with slashes, such as \"" + inside
                                    + "\""))
                    .orElse(fault));
        }
        return path;
    }

    /** The last folder and the name of an absolute path, or of one with back-slashes. */
    private static Optional<String> insideFolder(String path) {
        String[] parts = path.replace('\\', '/').split("/", -1);
        return parts.length < 2
                ? Optional.empty()
                : FileNames.relative(parts[parts.length - 2] + "/" + parts[parts.length - 1]);
    }

    /** A name for the case of a path that may be unfit to be followed. */
    static String nameOf(String path) {
        String stem = FileNames.stem(path.replace('\\', '/'));
        return stem.isBlank() ? path : stem;
    }

    /** Those that share neither name nor file with one before, in this list or in one that was given earlier. */
    List<ListedCase> distinct(List<ListedCase> cases, String pointer) {
        List<ListedCase> distinct = new ArrayList<>();
        Set<Fault> found = new LinkedHashSet<>();
        for (ListedCase listed : cases) {
            sameName(listed.caseId(), pointer)
                    .or(() -> sameFile(listed, pointer))
                    .ifPresentOrElse(f -> found.add(f.of(listed.caseId())), () -> distinct.add(listed));
        }
        found.forEach(findings::add);
        return distinct;
    }

    private Optional<Fault> sameName(String caseId, String pointer) {
        String other = owners.putIfAbsent(FileNames.folded(caseId), caseId);
        if (other == null) {
            return Optional.empty();
        }
        return Optional.of(
                other.equals(caseId)
                        ? findings.fault(
                                FaultCode.CASE_LISTED_TWICE,
                                pointer,
                                "case " + caseId + " more than once",
                                "each case once")
                        : findings.fault(
                                FaultCode.CASE_NAMES_DIFFER_IN_CASE,
                                pointer,
                                FileNames.difference(other, caseId),
                                FileNames.DIFFERENT_NAMES));
    }

    private Optional<Fault> sameFile(ListedCase listed, String pointer) {
        List<String> paths = new ArrayList<>(listed.images());
        listed.label().ifPresent(paths::add);
        for (String path : paths) {
            String owner = owners.putIfAbsent("/" + path, listed.caseId());
            if (owner != null) {
                return Optional.of(findings.fault(
                        FaultCode.FILE_LISTED_TWICE,
                        pointer,
                        path + " for " + owner + " and " + listed.caseId(),
                        "each file in one place"));
            }
        }
        return Optional.empty();
    }
}
