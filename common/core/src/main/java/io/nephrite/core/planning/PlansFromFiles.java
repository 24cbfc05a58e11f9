package io.nephrite.core.planning;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.Plans;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Planning from files alone, without broker or store. */
public final class PlansFromFiles {
    private PlansFromFiles() {}

    /**
     * Makes plans, splits and their explanation.
     *
     * @param fingerprint dataset_fingerprint.json, nnU-Net's or ours
     * @param datasetJson of any layout
     * @param experiment experiment.json; defaults where absent
     * @param editedPlans a user's own plans, to be checked and explained in place of planning
     * @return file name → content: plans, plans-explained.md and .json
     * @throws io.nephrite.core.failure.PipelineException where a document is wrong, with place, found and expected
     */
    public static Map<String, byte[]> plan(
            byte[] fingerprint, byte[] datasetJson, Optional<byte[]> experiment, Optional<byte[]> editedPlans) {
        DatasetFingerprint facts = DatasetFingerprint.parse(fingerprint);
        DatasetFacts subject = DatasetFacts.parse(datasetJson, facts.spacings().size());
        Experiment asked = experiment.map(Experiment::parse).orElseGet(Experiment::defaults);
        Map<String, byte[]> files = new LinkedHashMap<>();
        Plans plans;
        PlansExplanation explanation;
        if (editedPlans.isPresent()) {
            plans = PlansSource.edited(editedPlans.get(), asked.planner());
            TrainingNeed.requirePossible(plans, subject.channelNames().size(), subject.outputs(), subject.foreground());
            explanation = PlansExplanation.of(plans, facts, subject, asked);
        } else {
            TracedPlans planned = PlansSource.plan(facts, subject, asked.planner());
            plans = planned.plans();
            for (String overridden : asked.planner().overrides().keySet()) {
                TrainingNeed.requirePossible(
                        plans.configuration(overridden),
                        subject.channelNames().size(),
                        subject.outputs(),
                        subject.foreground());
            }
            explanation = PlansExplanation.of(planned, facts, subject, asked);
            planned.v1Documents().forEach((name, document) -> files.put(name + ".json", Json.pretty(document)));
        }
        files.put(plans.plansName() + ".json", plans.bytes());
        files.put("plans-explained.md", explanation.markdown());
        files.put("plans-explained.json", explanation.json());
        return files;
    }
}
