package io.nephrite.core.plans;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The networks that plans can name. */
public enum NetworkClass {
    PLAIN("PlainConvUNet", "n_conv_per_stage"),
    RESIDUAL_ENCODER("ResidualEncoderUNet", "n_blocks_per_stage");

    private static final String PACKAGE = "dynamic_network_architectures.architectures.";

    private final String simpleName;
    private final String encoderField;

    NetworkClass(String simpleName, String encoderField) {
        this.simpleName = simpleName;
        this.encoderField = encoderField;
    }

    /** As the planner writes it. */
    public String pythonName() {
        return PACKAGE + "unet." + simpleName;
    }

    /** Name in {@code arch_kwargs} of the number of convolutions or blocks per encoder stage. */
    String encoderField() {
        return encoderField;
    }

    /** Any spelling that nnU-Net itself reads. */
    static Optional<NetworkClass> find(String pythonName) {
        return Arrays.stream(values())
                .filter(c -> List.of(
                                c.simpleName,
                                PACKAGE + "unet." + c.simpleName,
                                PACKAGE + "residual_unet." + c.simpleName)
                        .contains(pythonName))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(NetworkClass::pythonName).toList();
    }
}
