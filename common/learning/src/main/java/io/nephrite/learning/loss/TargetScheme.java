package io.nephrite.learning.loss;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.plans.ConfigurationPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the outputs of a network mean. Without regions each output is a class, the first is the background, and a
 * softmax turns them into probabilities. With regions each output is a region with a sigmoid of its own.
 *
 * @param classes label values of each output; a single one without regions
 * @param regions whether outputs are regions
 * @param ignore label value whose voxels count nowhere
 */
public record TargetScheme(List<List<Integer>> classes, boolean regions, Optional<Integer> ignore) {
    public TargetScheme {
        classes = classes.stream().map(List::copyOf).toList();
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("a network needs an output");
        }
        if (!regions) {
            for (int i = 0; i < classes.size(); i++) {
                if (!classes.get(i).equals(List.of(i))) {
                    throw new IllegalArgumentException("found labels " + classes
                            + ", expected consecutive ones from 0, as without regions each label is an output");
                }
            }
        }
    }

    public static TargetScheme of(LabelMap labels) {
        return labels.hasRegions()
                ? new TargetScheme(labels.classes(), true, labels.ignore())
                : softmax(labels.labelCount(), labels.ignore());
    }

    /**
     * Makes the scheme of a network without regions.
     *
     * @param outputs background included
     */
    public static TargetScheme softmax(int outputs, Optional<Integer> ignore) {
        return new TargetScheme(IntStream.range(0, outputs).mapToObj(List::of).toList(), false, ignore);
    }

    /** Channels of the network's output. */
    @JsonIgnore
    public int outputs() {
        return classes.size();
    }

    /** Label values of each class that is scored: all regions, or all classes but the background. */
    @JsonIgnore
    public List<List<Integer>> foreground() {
        return regions ? classes : classes.subList(1, classes.size());
    }

    /** Label values other than the background's, ascending; of regions the values of all of them. */
    @JsonIgnore
    public List<Integer> labels() {
        return foreground().stream()
                .flatMap(List::stream)
                .filter(value -> value != 0)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Labels of the previous stage that a network sees beside the image, one channel each; none where the configuration
     * is no stage of a cascade that follows another.
     */
    public List<Integer> previousLabels(ConfigurationPlan configuration) {
        return configuration.previousStage().isPresent() ? labels() : List.of();
    }
}
