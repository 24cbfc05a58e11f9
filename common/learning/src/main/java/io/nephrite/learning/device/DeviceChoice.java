package io.nephrite.learning.device;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * What the user wants to compute on: {@code NEPHRITE_DEVICE}.
 *
 * @param card number of the GPU where one is named; only with {@link Kind#CUDA}
 */
public record DeviceChoice(Kind kind, OptionalInt card) {
    public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, OptionalInt.empty());
    public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, OptionalInt.empty());

    private static final String CUDA = "cuda";
    private static final String NUMBERED = "cuda:\\d{1,4}";

    /** What is asked for. */
    public enum Kind {
        /** A GPU where one can be used, else the CPU. */
        AUTO,
        CPU,
        /** A GPU; it is an error where none can be used. */
        CUDA
    }

    /** As the user writes it. */
    public String text() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return card.isPresent() ? name + ":" + card.getAsInt() : name;
    }

    /**
     * Reads the setting.
     *
     * @param text {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws IllegalArgumentException for anything else
     */
    public static DeviceChoice parse(String text) {
        String choice = text.strip().toLowerCase(Locale.ROOT);
        if (choice.equals("auto")) {
            return AUTO;
        }
        if (choice.equals("cpu")) {
            return CPU;
        }
        if (choice.equals(CUDA)) {
            return new DeviceChoice(Kind.CUDA, OptionalInt.empty());
        }
        if (choice.matches(NUMBERED)) {
            return new DeviceChoice(Kind.CUDA, OptionalInt.of(Integer.parseInt(choice.substring(CUDA.length() + 1))));
        }
        throw new IllegalArgumentException("the device is \"" + text + "\"; expected auto, cpu, cuda or cuda:N");
    }
}
