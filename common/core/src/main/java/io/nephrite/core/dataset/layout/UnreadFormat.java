package io.nephrite.core.dataset.layout;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Files that hold images or arrays in a format that nothing here reads. */
final class UnreadFormat {
    private static final List<String> ENDINGS = List.of(
            ".dcm", ".ima", ".hdr", ".img", ".img.gz", ".mgz", ".mgh", ".mnc", ".jpg", ".jpeg", ".npy", ".npz", ".b2nd",
            ".pkl", ".raw", ".zip", ".gz");
    /** What nnU-Net writes beside predicted label maps. */
    private static final List<String> BESIDE_PREDICTIONS = List.of(".npy", ".npz", ".b2nd", ".pkl");

    private UnreadFormat() {}

    /** An error that leaves the file out, where somebody may expect it to be read. */
    static Optional<Fault> fault(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean isOther = !FileNames.isDebris(name) && !name.startsWith(".") && endsIn(name, ENDINGS);
        return isOther
                ? Optional.of(
                        Fault.of(FaultCode.FORMAT_NOT_READ, "a file that is not read", "one of " + ImageFormat.listed())
                                .as(Severity.ERROR)
                                .in(path))
                : Optional.empty();
    }

    /** The same of a label map: arrays are what nnU-Net writes beside one. */
    static Optional<Fault> ofLabels(String path) {
        return endsIn(path, BESIDE_PREDICTIONS) ? Optional.empty() : fault(path);
    }

    private static boolean endsIn(String name, List<String> endings) {
        String lower = name.toLowerCase(Locale.ROOT);
        return endings.stream().anyMatch(lower::endsWith);
    }
}
