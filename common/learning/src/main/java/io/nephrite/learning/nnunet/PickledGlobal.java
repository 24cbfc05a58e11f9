package io.nephrite.learning.nnunet;

import java.util.Arrays;
import java.util.Optional;

/** The functions and types of Python that a checkpoint may name. What each means is written here, nothing is called. */
enum PickledGlobal {
    ORDERED_DICT("collections OrderedDict"),
    REBUILD_TENSOR("torch._utils _rebuild_tensor_v2"),
    DEVICE("torch device"),
    SCALAR("numpy._core.multiarray scalar"),
    DTYPE("numpy dtype"),
    ENCODE("_codecs encode"),
    FLOAT_STORAGE("torch FloatStorage"),
    DOUBLE_STORAGE("torch DoubleStorage"),
    HALF_STORAGE("torch HalfStorage"),
    BFLOAT16_STORAGE("torch BFloat16Storage"),
    LONG_STORAGE("torch LongStorage");

    /** Where numpy before 2.0 had its modules. */
    private static final String OLD_NUMPY = "numpy.core.";

    private final String globalName;

    PickledGlobal(String globalName) {
        this.globalName = globalName;
    }

    /** @param name module and name with a blank between them, such as {@code torch FloatStorage} */
    static Optional<PickledGlobal> named(String name) {
        String newest = name.startsWith(OLD_NUMPY) ? "numpy._core." + name.substring(OLD_NUMPY.length()) : name;
        return Arrays.stream(values()).filter(g -> g.globalName.equals(newest)).findFirst();
    }

    /** What an element of the storage is. */
    Optional<TensorType> storedType() {
        return switch (this) {
            case FLOAT_STORAGE -> Optional.of(TensorType.FLOAT32);
            case DOUBLE_STORAGE -> Optional.of(TensorType.FLOAT64);
            case HALF_STORAGE -> Optional.of(TensorType.FLOAT16);
            case BFLOAT16_STORAGE -> Optional.of(TensorType.BFLOAT16);
            case LONG_STORAGE -> Optional.of(TensorType.INT64);
            default -> Optional.empty();
        };
    }
}
