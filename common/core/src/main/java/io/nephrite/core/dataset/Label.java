package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A declared label.
 *
 * @param values one value, or several where the label is a region: the union of these values
 * @param listed whether a single value was declared as a list, {@code [2]}, which nnU-Net calls {@code (2,)} among
 *     regions
 */
public record Label(
        String name,
        List<Integer> values,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean listed) {
    /** nnU-Net's name of the label whose voxels are left out of the loss. */
    public static final String IGNORE = "ignore";

    public static final String BACKGROUND = "background";

    public Label {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("label " + name + " has no value");
        }
        if (listed && values.size() > 1) {
            throw new IllegalArgumentException("label " + name + " has several values, which are always a list");
        }
    }

    public Label(String name, List<Integer> values) {
        this(name, values, false);
    }

    public static Label of(String name, int value) {
        return new Label(name, List.of(value));
    }

    @JsonIgnore
    public boolean isRegion() {
        return values.size() > 1;
    }

    /** nnU-Net's way to write a label or region: {@code "1"}, {@code "(1, 2)"}; see {@link LabelMap#key}. */
    public static String key(List<Integer> values) {
        return values.size() == 1
                ? values.get(0).toString()
                : values.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
