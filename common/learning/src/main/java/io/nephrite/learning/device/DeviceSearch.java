package io.nephrite.learning.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the requested device, or says why it cannot be used. */
public final class DeviceSearch {
    private final Cuda cuda;
    private final CardClaims claims;
    private final Consumer<String> warnings;

    /**
     * Makes a search for devices.
     *
     * @param warnings hears of a GPU that is shared with another process of Nephrite
     */
    public DeviceSearch(CardClaims claims, Consumer<String> warnings) {
        this(new TorchCuda(), claims, warnings);
    }

    DeviceSearch(Cuda cuda, CardClaims claims, Consumer<String> warnings) {
        this.cuda = cuda;
        this.claims = claims;
        this.warnings = warnings;
    }

    /** The best device for a command that nobody shares the GPU with: the first GPU, else the CPU. */
    public static TorchDevice first() {
        Cuda cuda = new TorchCuda();
        return cuda.obstacle().isPresent()
                ? TorchDevice.CPU
                : TorchDevice.of(cuda.cards().get(0));
    }

    /**
     * Loads the engine, which takes about a second the first time.
     *
     * @throws UnusableDeviceException where a GPU was asked for and cannot be had
     */
    public TorchDevice find(DeviceChoice choice) {
        if (choice.kind() == DeviceChoice.Kind.CPU) {
            return TorchDevice.CPU;
        }
        Optional<String> obstacle = cuda.obstacle();
        if (obstacle.isPresent()) {
            if (choice.kind() == DeviceChoice.Kind.AUTO) {
                return TorchDevice.CPU;
            }
            throw new UnusableDeviceException(
                    "NEPHRITE_DEVICE asks for a GPU, but none can be used: " + obstacle.get());
        }
        List<CudaCard> cards = cuda.cards();
        return TorchDevice.of(
                choice.card().isPresent() ? named(cards, choice.card().getAsInt()) : free(cards));
    }

    private static CudaCard named(List<CudaCard> cards, int index) {
        return cards.stream()
                .filter(card -> card.index() == index)
                .findFirst()
                .orElseThrow(() -> new UnusableDeviceException("GPU cuda:" + index
                        + " was asked for, and this process sees cuda:0 to cuda:" + (cards.size() - 1) + " only"));
    }

    /** A GPU that no other process of Nephrite on this machine has claimed; the first where all are claimed. */
    private CudaCard free(List<CudaCard> cards) {
        List<String> taken = new ArrayList<>();
        for (CudaCard card : cards) {
            if (claims.claim(card)) {
                return card;
            }
            taken.add("cuda:" + card.index());
        }
        warnings.accept("all GPUs (" + String.join(", ", taken)
                + ") are in use by other processes of Nephrite; this one shares cuda:"
                + cards.get(0).index()
                + ", and both are slower and have less memory");
        return cards.get(0);
    }
}
