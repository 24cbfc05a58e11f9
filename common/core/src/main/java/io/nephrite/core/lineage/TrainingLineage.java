package io.nephrite.core.lineage;

import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * lineage.json: every case that the weights of a fold were trained on, by the fold's own training and by those that it
 * goes on from.
 *
 * @param trainingCasesHash of the names and contents of all these cases
 * @param versions whose trainings they are, the newest first
 * @param cases in the order of the versions
 */
public record TrainingLineage(String trainingCasesHash, List<String> versions, List<TrainedCase> cases) {
    public TrainingLineage {
        versions = List.copyOf(versions);
        cases = List.copyOf(cases);
    }

    static TrainingLineage of(String version, List<TrainedCase> own, Optional<TrainingLineage> earlier) {
        List<String> versions = new ArrayList<>(List.of(version));
        List<TrainedCase> cases = new ArrayList<>(own);
        earlier.ifPresent(before -> {
            versions.addAll(before.versions);
            cases.addAll(before.cases);
        });
        return new TrainingLineage(hash(cases), versions, cases);
    }

    /** The same for the same cases, in whatever version and order they were trained on. */
    private static String hash(List<TrainedCase> cases) {
        return ContentHash.of(cases.stream()
                .map(c -> c.identity().caseId() + " " + c.contentId())
                .distinct()
                .sorted()
                .toArray(String[]::new));
    }

    public static TrainingLineage parse(byte[] json) {
        return Json.read(json, TrainingLineage.class);
    }

    /** Number of cases; one that several versions have trained on with the same content counts once. */
    public long distinctCases() {
        return cases.stream()
                .map(c -> c.identity().caseId() + " " + c.contentId())
                .distinct()
                .count();
    }

    /** Whether the weights have seen a case. */
    public boolean knows(CaseIdentity candidate) {
        return cases.stream().anyMatch(c -> c.sameAs(candidate).isPresent());
    }

    /**
     * Which of some cases the weights have seen.
     *
     * @return name → how it was seen, in words
     */
    public Map<String, String> seen(List<CaseIdentity> candidates) {
        Map<String, String> seen = new LinkedHashMap<>();
        candidates.stream()
                .sorted(Comparator.comparing(CaseIdentity::caseId))
                .forEach(candidate -> cases.stream()
                        .flatMap(c -> c.sameAs(candidate).stream())
                        .findFirst()
                        .ifPresent(how -> seen.put(candidate.caseId(), how)));
        return seen;
    }
}
