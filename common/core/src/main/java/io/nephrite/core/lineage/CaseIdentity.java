package io.nephrite.core.lineage;

import java.util.List;
import java.util.Optional;

/**
 * Recognises a case in another version of its dataset. Two cases count as the same where one of these agrees:
 *
 * <ul>
 *   <li>the name: a case whose files were corrected or exported again is still that patient. Another patient under an
 *       old name needs a name of its own;
 *   <li>the voxels of an image: a case that was renamed or uploaded again is still that patient, whatever became of its
 *       label;
 *   <li>the group: another examination of the same patient.
 * </ul>
 *
 * @param images hashes of voxels, as they were stored or preprocessed
 * @param group patient or other group that the dataset declares
 */
public record CaseIdentity(String caseId, List<String> images, Optional<String> group) {
    public CaseIdentity {
        images = List.copyOf(images);
    }
}
