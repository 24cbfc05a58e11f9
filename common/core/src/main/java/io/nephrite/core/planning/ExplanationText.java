package io.nephrite.core.planning;

import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.planning.PlansExplanation.ConfigurationFacts;
import io.nephrite.core.planning.PlansExplanation.LowresChoice;
import io.nephrite.core.planning.PlansExplanation.PlannedSize;
import io.nephrite.core.planning.PlansExplanation.PreprocessingPerCase;
import io.nephrite.core.planning.PlansExplanation.SpacingChoice;
import io.nephrite.core.planning.PlansExplanation.TooLargePatch;
import io.nephrite.core.planning.PlansExplanation.TrainingMemory;
import io.nephrite.core.plans.ConfigurationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Turns the facts of {@link PlansExplanation} into sentences. */
final class ExplanationText {
    private static final String[] AXES = {"first (slowest)", "second", "third (fastest)"};
    private static final int STEPS_SHOWN = 12;

    private final PlansExplanation facts;
    private final StringBuilder text = new StringBuilder();

    ExplanationText(PlansExplanation facts) {
        this.facts = facts;
    }

    String markdown() {
        line("# %s: why %s is as it is", facts.dataset(), facts.plansName());
        line("");
        line(
                "Made by %s from %d cases; plans id `%s`. Axes are in the plans' order (coarsest first) unless said"
                        + " otherwise.",
                facts.madeBy().equals(PlansExplanation.UPLOADED)
                        ? "its user (an uploaded document)"
                        : "`" + facts.madeBy() + "`",
                facts.cases(),
                facts.plansId());
        if (!facts.warnings().isEmpty()) {
            line("");
            line("## Warnings");
            line("");
            facts.warnings().forEach(warning -> line("- %s", warning));
            line("");
        }
        facts.gpuMemoryTargetGib().ifPresent(gib -> line("The memory target is %s GiB.", number(gib)));
        facts.spacing().ifPresent(this::spacing);
        facts.lowres().ifPresent(this::lowres);
        facts.configurations().forEach(this::configuration);
        return text.toString();
    }

    private void spacing(SpacingChoice spacing) {
        line("");
        line("## Spacing");
        line("");
        String median = list(spacing.medianMmArrayFrame());
        String target = list(spacing.targetMmArrayFrame());
        Spacing mm = spacing.medianMmArrayFrame();
        boolean cubes = mm.z() == mm.y() && mm.z() == mm.x();
        line(
                "The cases' median spacing is %s mm (axes as stored in the array); %s.",
                median,
                cubes
                        ? "no axis is coarser than the others"
                        : "the " + AXES[spacing.coarsestAxis()] + " axis is the coarsest");
        boolean coarse = spacing.coarsestMoreThanThriceTheOthers();
        boolean few = spacing.coarsestHasLessThanAThirdOfTheVoxels();
        if (coarse && few) {
            line(
                    "It is more than 3 times coarser than the others and has less than a third of their voxels, so the"
                            + " anisotropy rule holds: that axis takes the 10th percentile of its spacings in place of"
                            + " the median (but stays no finer than the others). Target: %s mm.",
                    target);
        } else {
            line(
                    "The anisotropy rule does not hold (%s than 3 times coarser than the others, %s than a third of"
                            + " their voxels; both must hold), so the median is the target: %s mm.",
                    coarse ? "more" : "not more", few ? "less" : "not less", target);
        }
        line(
                "Axes are brought into the order %s, so that the coarsest comes first; in this order the median case has"
                        + " %s voxels at the target spacing.",
                Json.mapper().valueToTree(spacing.transposeForward()), list(spacing.medianShapeAtTarget()));
    }

    private void lowres(LowresChoice lowres) {
        if (lowres.fullresPatchVoxelsPerMedianCase().isEmpty()) {
            line("");
            line("The median case has one slice, so there is only a 2D configuration.");
            return;
        }
        line("");
        line("## Low resolution");
        line("");
        String share = percent(lowres.fullresPatchVoxelsPerMedianCase().get());
        if (lowres.planned()) {
            ConfigurationFacts planned =
                    Objects.requireNonNull(facts.configurations().get(ConfigurationKind.LOWRES.text()));
            line(
                    "A full-resolution patch has %s of the median case's voxels, less than the 25 %% below which a low"
                            + " resolution pays. The spacing was made coarser %s until a patch had at least a quarter:"
                            + " %s mm, which gives 3d_lowres, and the cascade on top of it.",
                    share, times(lowres), list(planned.spacingMm()));
        } else if (lowres.turns() > 0) {
            line(
                    "A full-resolution patch has %s of the median case's voxels, so a low resolution was tried (made"
                            + " coarser %s, to %s mm), but it has more than half of the full resolution's voxels and"
                            + " was dropped.",
                    share, times(lowres), list(lowres.droppedSpacingMm().orElseThrow()));
        } else {
            line(
                    "A full-resolution patch has %s of the median case's voxels, at least 25 %%: it sees enough, and no"
                            + " low resolution is needed.",
                    share);
        }
    }

    private static String times(LowresChoice lowres) {
        int turns = lowres.turns();
        return turns == 1 ? "once" : turns + " times";
    }

    private void configuration(String name, ConfigurationFacts c) {
        boolean v1 = facts.madeBy().equals(PlannerVariant.V1.plannerName());
        line("");
        line("## %s", name);
        line("");
        c.previousStage().ifPresent(previous -> line("Takes the predictions of %s as further input.", previous));
        line("Spacing %s mm, patch %s, batch size %d.", list(c.spacingMm()), list(c.patch()), c.batchSize());
        if (c.initialPatch().isPresent()) {
            search(c);
        }
        line(
                "The network (%s) has %d stages: its axes are halved %s times, which leaves %s voxels.%s",
                c.network().replaceFirst(".*\\.", ""),
                c.stages(),
                and(c.halvings()),
                list(c.bottleneck()),
                c.initialPatch().isPresent() && !c.isOverridden()
                        ? " Halved are at each stage the axes that keep at least 4 voxels and are less than twice as coarse"
                                + (v1 ? " as the finest of all." : " as the finest of them.")
                        : "");
        share(c);
        batchDice(name, c);
        if (c.patch().size() == 3) {
            line(
                    c.dummy2dAugmentation()
                            ? "The patch is more than 3 times longer in the plane than across, so it is rotated and scaled in"
                                    + " the plane only (dummy 2D augmentation)."
                            : "The patch is not more than 3 times longer in the plane than across, so it is rotated and"
                                    + " scaled in all three dimensions (no dummy 2D augmentation).");
        }
        TrainingMemory memory = c.trainingMemory();
        line(
                "Training memory: %s%s GiB counted from the network in float32 (%s million parameters with gradient and"
                        + " momentum; per sample %s million activations and %s million values of workspace). A process that"
                        + " trains on a CPU needs about %s GiB besides.",
                memory.plannersEstimateGib()
                        .map(gib -> number(gib) + " GiB by the planner's own measure (mixed precision on a GPU), ")
                        .orElse(""),
                number(memory.bytesFloat32().doubleValue() / (1 << 30)),
                number(memory.parameters().doubleValue() / 1e6),
                number(memory.activationsPerSample().doubleValue() / 1e6),
                number(memory.workspacePerSample().doubleValue() / 1e6),
                number((double) memory.bytesOfProcess() / (1 << 30)));
        PreprocessingPerCase preprocessing = c.preprocessingPerCase();
        line(
                "A preprocessed case has on average %s MiB before compression and takes %s s on one core, reading and"
                        + " writing not counted.",
                number((double) preprocessing.bytes() / (1 << 20)), number(preprocessing.secondsOneCore()));
    }

    private void share(ConfigurationFacts c) {
        String ofCase = percent(c.patchShareOfMedianCase());
        if (c.patchShareOfMedianSlice().isPresent()) {
            line(
                    "A patch sees %s of the median slice, %s of the median case's volume.",
                    percent(c.patchShareOfMedianSlice().get()), ofCase);
        } else {
            line("A patch sees %s of the median case's volume.", ofCase);
        }
    }

    private void batchDice(String name, ConfigurationFacts c) {
        boolean lowres = facts.lowres().filter(LowresChoice::planned).isPresent();
        String reason = "";
        if (ConfigurationKind.PLANAR.is(name)) {
            reason = ", as always in 2D: a slice shows but a part of the structures";
        } else if (lowres && !ConfigurationKind.LOWRES.is(name)) {
            reason = ", as there is a low resolution: a patch is a small part of a case";
        }
        line(c.batchDice() ? "Dice is pooled over the batch" + reason + "." : "Dice is taken per sample.");
    }

    private void search(ConfigurationFacts c) {
        List<TooLargePatch> steps = c.tooLarge().orElseThrow();
        double estimate = c.estimate().orElseThrow();
        double limit = c.limit().orElseThrow();
        line(
                "The search began with %s: the voxels' proportions, but nowhere beyond the median case.",
                list(c.initialPatch().orElseThrow()));
        if (steps.isEmpty()) {
            line(
                    "That fits the memory target at once (%s million feature values, %s million allowed).",
                    number(estimate / 1e6), number(limit / 1e6));
        } else {
            line(
                    "It was shortened %s, each time along the axis that covers most of the median case, until the"
                            + " estimate was within %s million feature values:",
                    steps.size() == 1 ? "once" : steps.size() + " times", number(limit / 1e6));
            line("");
            List<String> rows = new ArrayList<>();
            steps.forEach(step -> rows.add("- %s: %s million, too much; %s axis shortened"
                    .formatted(list(step.patch()), number(step.estimate() / 1e6), AXES[step.shortenedAxis()])));
            for (int i = 0; i < rows.size(); i++) {
                if (rows.size() <= STEPS_SHOWN || i < STEPS_SHOWN / 2 || i >= rows.size() - STEPS_SHOWN / 2) {
                    line("%s", rows.get(i));
                } else if (i == STEPS_SHOWN / 2) {
                    line("- … %d more (all of them in plans-explained.json)", rows.size() - STEPS_SHOWN);
                }
            }
            List<Integer> fits = c.asPlanned().map(PlannedSize::patch).orElse(c.patch());
            line("- %s: %s million, fits", list(fits), number(estimate / 1e6));
            line("");
        }
        double coverage = c.coverageLimit().orElseThrow();
        line(
                "Memory allows a batch of %d; %d patches have %s of the data set's voxels, and a batch holds no more; at"
                        + " least 2 are taken.",
                c.batchByMemory().orElseThrow(),
                c.batchByCoverage().orElseThrow(),
                coverage < 1 ? percent(coverage) : "all");
        c.asPlanned()
                .ifPresent(planned -> line(
                        "**The experiment overrides this**: planned were patch %s, batch size %d, %d stages.",
                        list(planned.patch()), planned.batchSize(), planned.stages()));
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String list(Spacing mm) {
        return list(List.of(mm.z(), mm.y(), mm.x()));
    }

    private static String list(List<? extends Number> values) {
        return values.stream()
                .map(v -> v instanceof Integer ? v.toString() : number(v.doubleValue()))
                .collect(Collectors.joining(" × "));
    }

    private static String and(List<Integer> values) {
        List<String> texts = values.stream().map(String::valueOf).toList();
        int last = texts.size() - 1;
        return String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
    }

    private static String percent(double share) {
        return number(100 * share) + " %";
    }

    /** Three significant digits, or all before the point. */
    private static String number(double value) {
        double magnitude = Math.abs(value);
        String format = magnitude >= 100 ? "%.0f" : magnitude >= 10 ? "%.1f" : "%.3g";
        String text = String.format(Locale.ROOT, format, value);
        return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
