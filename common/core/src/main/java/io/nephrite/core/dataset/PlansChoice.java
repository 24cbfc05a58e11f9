package io.nephrite.core.dataset;

import io.nephrite.core.text.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which of the files beside dataset.json are the plans: those that the experiment names, or the only ones that are
 * called as nnU-Net calls plans.
 *
 * @param file name of the plans; empty where the dataset is planned again
 * @param faults what is wrong, and what is not used
 */
public record PlansChoice(Optional<String> file, List<Fault> faults) {
    /** nnU-Net's default name. */
    public static final String DEFAULT = "nnUNetPlans.json";

    private static final String SETTING = "\"planner\": {\"plans\": \"%s\"} in experiment.json";
    private static final Pattern NNUNET_NAMES = Pattern.compile("(?i)nnUNet[^/]*Plans[^/]*\\.json|plans\\.json");

    public PlansChoice {
        faults = List.copyOf(faults);
    }

    /** Whether a file beside dataset.json is called as nnU-Net calls plans. */
    public static boolean isNamedAsPlans(String name) {
        return NNUNET_NAMES.matcher(name).matches();
    }

    /**
     * Chooses the plans among the files beside dataset.json.
     *
     * @param names of the files beside dataset.json
     * @param asked what the experiment names, with or without {@code .json}
     */
    public static PlansChoice of(Collection<String> names, Optional<String> asked) {
        List<String> candidates =
                names.stream().filter(PlansChoice::isNamedAsPlans).sorted().toList();
        if (asked.isPresent()) {
            return asked(names, candidates, asked.get());
        }
        if (candidates.size() < 2) {
            return new PlansChoice(candidates.stream().findFirst(), List.of());
        }
        if (!candidates.contains(DEFAULT)) {
            return new PlansChoice(
                    Optional.empty(),
                    List.of(Fault.of(
                                    FaultCode.PLANS_AMBIGUOUS,
                                    "several plans: " + String.join(", ", candidates),
                                    "one, or the one that is meant by " + SETTING.formatted(candidates.get(0)))
                            .as(Severity.ERROR)
                            .in(candidates.get(0))));
        }
        List<Fault> unused = new ArrayList<>();
        for (String candidate : candidates) {
            if (!candidate.equals(DEFAULT)) {
                unused.add(Fault.of(
                                FaultCode.PLANS_AMBIGUOUS,
                                "plans beside " + DEFAULT + ", which is used",
                                "one document of plans, or " + SETTING.formatted(candidate))
                        .in(candidate));
            }
        }
        return new PlansChoice(Optional.of(DEFAULT), unused);
    }

    private static PlansChoice asked(Collection<String> names, List<String> candidates, String asked) {
        for (String name : List.of(asked, asked + ".json")) {
            if (names.contains(name)) {
                return new PlansChoice(Optional.of(name), List.of());
            }
        }
        Optional<String> nearest = NearestName.of(asked, names).or(() -> NearestName.of(asked + ".json", names));
        String there = candidates.isEmpty() ? "none is there" : "there are " + String.join(", ", candidates);
        return new PlansChoice(
                Optional.empty(),
                List.of(Fault.of(
                                FaultCode.PLANS_MISSING,
                                "/planner/plans names \"" + asked + "\", which is not beside dataset.json",
                                "a file beside dataset.json; " + there
                                        + nearest.map(name -> ", did you mean \"" + name + "\"?")
                                                .orElse(""))
                        .in("experiment.json")));
    }
}
