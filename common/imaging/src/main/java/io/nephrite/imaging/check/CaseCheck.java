package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * The findings of one case.
 *
 * @param images of the files that are whole and say where their voxels lie, in channel order
 * @param label absent for test cases and where it is not such a file
 * @param faults of all its files
 */
public record CaseCheck(
        String caseId, String contentId, List<ImageFacts> images, Optional<ImageFacts> label, List<Fault> faults) {
    public CaseCheck {
        images = List.copyOf(images);
        faults = List.copyOf(faults);
    }

    public static CaseCheck parse(byte[] json) {
        return Json.read(json, CaseCheck.class);
    }
}
