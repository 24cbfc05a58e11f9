package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.HeaderFindings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The findings of one file.
 *
 * @param file relative to the dataset's folder
 * @param header absent if it could not be read
 * @param facts absent where the file is not whole, or does not say where its voxels lie
 */
record FileCheck(String file, Optional<HeaderFindings> header, Optional<ImageFacts> facts, List<Fault> faults) {
    FileCheck {
        faults = faults.stream().map(f -> f.in(file)).toList();
    }

    /** Whether a channel of an image has more than one value, or nobody knows. */
    boolean showsSomething() {
        long empty =
                faults.stream().filter(f -> f.code() == FaultCode.CHANNEL_EMPTY).count();
        return facts.isEmpty() || empty < facts.get().channels();
    }

    /** The faults where an empty channel is not one of several. */
    List<Fault> withoutLeniency() {
        return faults.stream()
                .map(f -> f.code() == FaultCode.CHANNEL_EMPTY
                        ? Fault.of(FaultCode.IMAGE_CONSTANT, f.seen(), "intensities that differ")
                                .in(file)
                        : f)
                .toList();
    }

    /** What the header tells, whatever becomes of the rest of the file. */
    <T> Optional<T> tells(Function<HeaderFindings, Optional<T>> part) {
        return header.flatMap(part);
    }
}
