package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A declared label.
 *
 * @param values one value, or several where the label is a region: the union of these values
 */
public record Label(String name, List<Integer> values) {
    /** nnU-Net's name of the label whose voxels are left out of the loss. */
    public static final String IGNORE = "ignore";

    public static final String BACKGROUND = "background";

    public Label {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("label " + name + " has no value");
        }
    }

    public static Label of(String name, int value) {
        return new Label(name, List.of(value));
    }

    @JsonIgnore
    public boolean isRegion() {
        return values.size() > 1;
    }

    /** nnU-Net's way to write a label or region: {@code "1"}, {@code "(1, 2)"}. */
    public static String key(List<Integer> values) {
        return values.size() == 1
                ? values.get(0).toString()
                : values.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
