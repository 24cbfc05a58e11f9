package io.nephrite.learning.device;

import ai.djl.engine.Engine;
import java.util.List;
import java.util.Optional;

/** What torch itself says of GPUs, and the driver of their properties. */
final class TorchCuda implements Cuda {
    @Override
    public Optional<String> obstacle() {
        Engine engine = Engine.getEngine("PyTorch");
        if (engine.hasCapability("CUDA")) {
            return Optional.empty();
        }
        if (!TorchLibrary.isBuiltForGpus()) {
            return Optional.of("PyTorch's library " + TorchLibrary.version() + " in " + TorchLibrary.folder()
                    + " is built for the CPU only; use the image with CUDA, or point PYTORCH_LIBRARY_PATH to a build"
                    + " of PyTorch with CUDA");
        }
        return Optional.of(CudaDriver.complaint()
                .orElseGet(() -> "PyTorch " + TorchLibrary.version() + " in " + TorchLibrary.folder()
                        + " cannot use the GPU that the NVIDIA driver shows; the driver serves CUDA up to "
                        + CudaDriver.version().orElse("an unknown version")
                        + ", and PyTorch's library needs a newer one"));
    }

    @Override
    public List<CudaCard> cards() {
        List<CudaCard> cards = CudaDriver.cards();
        return cards.isEmpty() ? List.of(CudaCard.unknown(0)) : cards;
    }
}
