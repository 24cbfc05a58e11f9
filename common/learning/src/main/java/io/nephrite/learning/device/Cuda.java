package io.nephrite.learning.device;

import java.util.List;
import java.util.Optional;

/** What this process can do with GPUs. */
interface Cuda {
    /** Why torch cannot use any GPU; empty where it can. */
    Optional<String> obstacle();

    /** The GPUs that this process sees, by index. */
    List<CudaCard> cards();
}
