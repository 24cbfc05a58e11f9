package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.plans.ConfigurationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns the facts of {@link PlansExplanation} into sentences. */
final class ExplanationText {
    private static final String[] AXES = {"first (slowest)", "second", "third (fastest)"};
    private static final int STEPS_SHOWN = 12;

    private final JsonNode facts;
    private final StringBuilder text = new StringBuilder();

    ExplanationText(JsonNode facts) {
        this.facts = facts;
    }

    String markdown() {
        line(
                "# %s: why %s is as it is",
                facts.path("dataset").asText(), facts.path("plansName").asText());
        line("");
        line(
                "Made by %s from %d cases; plans id `%s`. Axes are in the plans' order (coarsest first) unless said"
                        + " otherwise.",
                facts.path("madeBy").asText().equals("uploaded")
                        ? "its user (an uploaded document)"
                        : "`" + facts.path("madeBy").asText() + "`",
                facts.path("cases").asInt(),
                facts.path("plansId").asText());
        if (!facts.path("warnings").isEmpty()) {
            line("");
            line("## Warnings");
            line("");
            facts.path("warnings").forEach(warning -> line("- %s", warning.asText()));
            line("");
        }
        if (facts.has("spacing")) {
            line(
                    "The memory target is %s GiB.",
                    number(facts.path("gpuMemoryTargetGib").asDouble()));
            spacing(facts.path("spacing"));
            lowres(facts.path("lowres"));
        }
        facts.path("configurations").properties().forEach(c -> configuration(c.getKey(), c.getValue()));
        return text.toString();
    }

    private void spacing(JsonNode spacing) {
        line("");
        line("## Spacing");
        line("");
        String median = list(spacing.path("medianMmArrayFrame"));
        String target = list(spacing.path("targetMmArrayFrame"));
        boolean cubes = spacing.path("medianMmArrayFrame")
                        .get(0)
                        .equals(spacing.path("medianMmArrayFrame").get(1))
                && spacing.path("medianMmArrayFrame")
                        .get(0)
                        .equals(spacing.path("medianMmArrayFrame").get(2));
        line(
                "The cases' median spacing is %s mm (axes as stored in the array); %s.",
                median,
                cubes
                        ? "no axis is coarser than the others"
                        : "the " + AXES[spacing.path("coarsestAxis").asInt()] + " axis is the coarsest");
        boolean coarse = spacing.path("coarsestMoreThanThriceTheOthers").asBoolean();
        boolean few = spacing.path("coarsestHasLessThanAThirdOfTheVoxels").asBoolean();
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
                spacing.path("transposeForward"), list(spacing.path("medianShapeAtTarget")));
    }

    private void lowres(JsonNode lowres) {
        if (!lowres.has("fullresPatchVoxelsPerMedianCase")) {
            line("");
            line("The median case has one slice, so there is only a 2D configuration.");
            return;
        }
        line("");
        line("## Low resolution");
        line("");
        String share = percent(lowres.path("fullresPatchVoxelsPerMedianCase").asDouble());
        if (lowres.path("planned").asBoolean()) {
            JsonNode planned = facts.path("configurations").path(ConfigurationKind.LOWRES.text());
            line(
                    "A full-resolution patch has %s of the median case's voxels, less than the 25 %% below which a low"
                            + " resolution pays. The spacing was made coarser %s until a patch had at least a quarter:"
                            + " %s mm, which gives 3d_lowres, and the cascade on top of it.",
                    share, times(lowres), list(planned.path("spacingMm")));
        } else if (lowres.path("turns").asInt() > 0) {
            line(
                    "A full-resolution patch has %s of the median case's voxels, so a low resolution was tried (made"
                            + " coarser %s, to %s mm), but it has more than half of the full resolution's voxels and"
                            + " was dropped.",
                    share, times(lowres), list(lowres.path("droppedSpacingMm")));
        } else {
            line(
                    "A full-resolution patch has %s of the median case's voxels, at least 25 %%: it sees enough, and no"
                            + " low resolution is needed.",
                    share);
        }
    }

    private static String times(JsonNode lowres) {
        int turns = lowres.path("turns").asInt();
        return turns == 1 ? "once" : turns + " times";
    }

    private void configuration(String name, JsonNode c) {
        boolean v1 = facts.path("madeBy").asText().equals(PlannerVariant.V1.plannerName());
        line("");
        line("## %s", name);
        line("");
        if (c.has("previousStage")) {
            line(
                    "Takes the predictions of %s as further input.",
                    c.path("previousStage").asText());
        }
        line(
                "Spacing %s mm, patch %s, batch size %d.",
                list(c.path("spacingMm")),
                list(c.path("patch")),
                c.path("batchSize").asInt());
        if (c.has("initialPatch")) {
            search(c);
        }
        line(
                "The network (%s) has %d stages: its axes are halved %s times, which leaves %s voxels.%s",
                c.path("network").asText().replaceFirst(".*\\.", ""),
                c.path("stages").asInt(),
                and(c.path("halvings")),
                list(c.path("bottleneck")),
                c.has("initialPatch") && !c.path("overridden").asBoolean()
                        ? " Halved are at each stage the axes that keep at least 4 voxels and are less than twice as coarse"
                                + (v1 ? " as the finest of all." : " as the finest of them.")
                        : "");
        share(c);
        batchDice(name, c);
        if (c.path("patch").size() == 3) {
            line(
                    c.path("dummy2dAugmentation").asBoolean()
                            ? "The patch is more than 3 times longer in the plane than across, so it is rotated and scaled in"
                                    + " the plane only (dummy 2D augmentation)."
                            : "The patch is not more than 3 times longer in the plane than across, so it is rotated and"
                                    + " scaled in all three dimensions (no dummy 2D augmentation).");
        }
        JsonNode memory = c.path("trainingMemory");
        line(
                "Training memory: %s%s GiB counted from the network in float32 (%s million parameters with gradient and"
                        + " momentum; per sample %s million activations and %s million values of workspace). A process that"
                        + " trains on a CPU needs about %s GiB besides.",
                memory.has("plannersEstimateGib")
                        ? number(memory.path("plannersEstimateGib").asDouble()) + " GiB by the planner's own measure"
                                + " (mixed precision on a GPU), "
                        : "",
                number(memory.path("bytesFloat32").asDouble() / (1 << 30)),
                number(memory.path("parameters").asDouble() / 1e6),
                number(memory.path("activationsPerSample").asDouble() / 1e6),
                number(memory.path("workspacePerSample").asDouble() / 1e6),
                number(memory.path("bytesOfProcess").asDouble() / (1 << 30)));
        JsonNode preprocessing = c.path("preprocessingPerCase");
        line(
                "A preprocessed case has on average %s MiB before compression and takes %s s on one core, reading and"
                        + " writing not counted.",
                number(preprocessing.path("bytes").asDouble() / (1 << 20)),
                number(preprocessing.path("secondsOneCore").asDouble()));
    }

    private void share(JsonNode c) {
        String ofCase = percent(c.path("patchShareOfMedianCase").asDouble());
        if (c.has("patchShareOfMedianSlice")) {
            line(
                    "A patch sees %s of the median slice, %s of the median case's volume.",
                    percent(c.path("patchShareOfMedianSlice").asDouble()), ofCase);
        } else {
            line("A patch sees %s of the median case's volume.", ofCase);
        }
    }

    private void batchDice(String name, JsonNode c) {
        boolean lowres = facts.path("lowres").path("planned").asBoolean();
        String reason = "";
        if (ConfigurationKind.PLANAR.is(name)) {
            reason = ", as always in 2D: a slice shows but a part of the structures";
        } else if (lowres && !ConfigurationKind.LOWRES.is(name)) {
            reason = ", as there is a low resolution: a patch is a small part of a case";
        }
        line(
                c.path("batchDice").asBoolean()
                        ? "Dice is pooled over the batch" + reason + "."
                        : "Dice is taken per sample.");
    }

    private void search(JsonNode c) {
        JsonNode steps = c.path("tooLarge");
        line(
                "The search began with %s: the voxels' proportions, but nowhere beyond the median case.",
                list(c.path("initialPatch")));
        if (steps.isEmpty()) {
            line(
                    "That fits the memory target at once (%s million feature values, %s million allowed).",
                    number(c.path("estimate").asDouble() / 1e6),
                    number(c.path("limit").asDouble() / 1e6));
        } else {
            line(
                    "It was shortened %s, each time along the axis that covers most of the median case, until the"
                            + " estimate was within %s million feature values:",
                    steps.size() == 1 ? "once" : steps.size() + " times",
                    number(c.path("limit").asDouble() / 1e6));
            line("");
            List<String> rows = new ArrayList<>();
            steps.forEach(step -> rows.add("- %s: %s million, too much; %s axis shortened"
                    .formatted(
                            list(step.path("patch")),
                            number(step.path("estimate").asDouble() / 1e6),
                            AXES[step.path("shortenedAxis").asInt()])));
            for (int i = 0; i < rows.size(); i++) {
                if (rows.size() <= STEPS_SHOWN || i < STEPS_SHOWN / 2 || i >= rows.size() - STEPS_SHOWN / 2) {
                    line("%s", rows.get(i));
                } else if (i == STEPS_SHOWN / 2) {
                    line("- … %d more (all of them in plans-explained.json)", rows.size() - STEPS_SHOWN);
                }
            }
            JsonNode fits = c.path("overridden").asBoolean() ? c.path("asPlanned") : c;
            line(
                    "- %s: %s million, fits",
                    list(fits.path("patch")), number(c.path("estimate").asDouble() / 1e6));
            line("");
        }
        double coverage = c.path("coverageLimit").asDouble();
        line(
                "Memory allows a batch of %d; %d patches have %s of the data set's voxels, and a batch holds no more; at"
                        + " least 2 are taken.",
                c.path("batchByMemory").asLong(),
                c.path("batchByCoverage").asLong(),
                coverage < 1 ? percent(coverage) : "all");
        if (c.path("overridden").asBoolean()) {
            JsonNode planned = c.path("asPlanned");
            line(
                    "**The experiment overrides this**: planned were patch %s, batch size %d, %d stages.",
                    list(planned.path("patch")),
                    planned.path("batchSize").asInt(),
                    planned.path("stages").asInt());
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String list(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(v -> texts.add(v.isIntegralNumber() ? v.asText() : number(v.asDouble())));
        return String.join(" × ", texts);
    }

    private static String and(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(v -> texts.add(v.asText()));
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
