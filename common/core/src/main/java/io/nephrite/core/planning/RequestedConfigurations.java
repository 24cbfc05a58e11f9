package io.nephrite.core.planning;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an experiment trains: the configurations that it names, and in front of each cascade the previous stage where it
 * is not named; the folds that it names, and of a previous stage those that segment the cascade's cases.
 */
final class RequestedConfigurations {
    /** What is trained where the experiment names nothing: the first of them that is planned. */
    private static final List<String> USUAL =
            List.of(ConfigurationKind.FULLRES.text(), ConfigurationKind.PLANAR.text());

    private final Plans plans;
    private final Experiment experiment;
    private final Map<String, ConfigurationPlan> byName = new LinkedHashMap<>();
    private final Set<String> previousStages = new LinkedHashSet<>();

    /** @throws PipelineException INVALID_EXPERIMENT where a configuration is named that the plans do not hold */
    RequestedConfigurations(Plans plans, Experiment experiment) {
        this.plans = plans;
        this.experiment = experiment;
        if (experiment.configurations().isEmpty()) {
            add(usual(), Set.of());
        } else {
            List<String> names = experiment.configurations().get();
            for (int i = 0; i < names.size(); i++) {
                requirePlanned(names.get(i), i);
            }
            names.forEach(name -> add(plans.configuration(name), Set.of()));
        }
    }

    /** In the experiment's order, a previous stage that it does not name in front of its cascade. */
    List<ConfigurationPlan> all() {
        return List.copyOf(byName.values());
    }

    private void add(ConfigurationPlan configuration, Set<String> following) {
        Optional<String> previous = configuration.previousStage();
        Set<String> later = new LinkedHashSet<>(following);
        later.add(configuration.name());
        previous.ifPresent(name -> {
            previousStages.add(name);
            if (later.contains(name)) {
                throw new PipelineException(
                        FailureCode.INVALID_PLANS,
                        "plans /configurations/" + configuration.name() + "/previous_stage: found \"" + name
                                + "\", which leads back to itself; expected a configuration that does not follow after "
                                + configuration.name());
            }
            if (!byName.containsKey(name) && !isNamed(name)) {
                add(plans.configuration(name), later);
            }
        });
        byName.putIfAbsent(configuration.name(), configuration);
    }

    private boolean isNamed(String name) {
        return experiment.configurations().map(names -> names.contains(name)).orElse(false);
    }

    /** 3d_fullres; 2d where the data has one slice per case; else the one configuration of a user's own plans. */
    private ConfigurationPlan usual() {
        List<String> planned = plans.configurationNames();
        return USUAL.stream()
                .filter(plans::has)
                .findFirst()
                .or(() -> planned.size() == 1 ? Optional.of(planned.get(0)) : Optional.empty())
                .map(plans::configuration)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_EXPERIMENT,
                        Experiment.FILE + " /configurations: no configuration is named, and the plans have neither "
                                + String.join(" nor ", USUAL) + "; name some of " + String.join(", ", planned)));
    }

    private void requirePlanned(String name, int place) {
        if (!plans.has(name)) {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    Experiment.FILE + " /configurations/" + place + ": found \"" + name + "\", expected one of "
                            + String.join(", ", plans.configurationNames())
                            + " (what the plans hold for this dataset)");
        }
    }

    /**
     * Folds of a configuration: those of the experiment in its order, then those that only the next stage needs.
     *
     * @param cases ids of all usable cases
     * @throws PipelineException INVALID_DATASET where a case of a cascade has no fold that could segment it
     */
    List<String> folds(String configuration, FoldSplits splits, Collection<String> cases) {
        Set<String> folds = new LinkedHashSet<>(asked(splits));
        folds.addAll(neededByNextStage(configuration, splits, cases));
        return List.copyOf(folds);
    }

    private List<String> asked(FoldSplits splits) {
        return experiment.trainedFolds(splits.names());
    }

    private Set<String> neededByNextStage(String configuration, FoldSplits splits, Collection<String> cases) {
        return previousStages.contains(configuration)
                ? new TreeSet<>(PreviousStageFolds.of(splits, cases).byCase().values())
                : Set.of();
    }

    /** Sentences about what is trained beyond what the experiment names, and what is kept until the choice is made. */
    List<String> remarks(FoldSplits splits, Collection<String> cases, int outputs) {
        List<String> remarks = new ArrayList<>();
        if (experiment.choosing().ensembles() && byName.size() > 1) {
            remarks.add(new KeptLogitsSize(plans, outputs, cases.size()).inWords(all()));
        }
        for (ConfigurationPlan cascade : byName.values()) {
            cascade.previousStage().ifPresent(previous -> {
                Set<String> added = new LinkedHashSet<>(neededByNextStage(previous, splits, cases));
                added.removeAll(asked(splits));
                if (!isNamed(previous)) {
                    remarks.add(cascade.name() + " takes the segmentations of " + previous + " as input, so " + previous
                            + ", which the experiment does not name, is trained too, in the folds "
                            + String.join(", ", folds(previous, splits, cases)) + ".");
                } else if (!added.isEmpty()) {
                    remarks.add(cascade.name() + " needs of each case a segmentation by a fold of " + previous
                            + " that has not trained on it, so " + previous + " is trained in the folds "
                            + String.join(", ", added) + " too, which the experiment does not name.");
                }
            });
        }
        return remarks;
    }
}
