package io.nephrite.core.pipeline;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What planning and training read of the findings that the check of a case has left in the store.
 *
 * @param images one per file of the image
 * @param label absent where the case has none
 */
public record CheckedCase(List<File> images, Optional<File> label) {
    public CheckedCase {
        images = images == null ? List.of() : List.copyOf(images);
    }

    /**
     * One file.
     *
     * @param contentHash of the stored voxels alone: the same image under another name or header has the same
     * @param lowest intensity
     * @param highest intensity
     * @param labelCounts voxels of each value; empty for images
     */
    public record File(
            String contentHash, Optional<Double> lowest, Optional<Double> highest, Map<Integer, Long> labelCounts) {
        public File {
            labelCounts = labelCounts == null ? Map.of() : Map.copyOf(labelCounts);
        }

        /** An empty channel looks alike in all cases: it says nothing of whose it is. */
        private boolean isConstant() {
            return lowest.isPresent() && lowest.equals(highest);
        }
    }

    /** Empty where the findings are not kept any more. */
    public static Optional<CheckedCase> find(ObjectStore results, String dataset, CaseFiles files) {
        return results.find(ObjectKeys.check(dataset, files)).map(json -> Json.read(json, CheckedCase.class));
    }

    /** Hashes of the images by which the case is known again. */
    public List<String> imageHashes() {
        return images.stream()
                .filter(image -> image.contentHash() != null && !image.isConstant())
                .map(File::contentHash)
                .toList();
    }
}
