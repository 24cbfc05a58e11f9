package io.nephrite.trainer.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.check.CaseChecker;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks an image without reference as ingest checks those of a dataset: what is wrong with it would be predicted, too.
 */
final class ImageCheck {
    private ImageCheck() {}

    /**
     * @param datasets bucket of the image
     * @return what is odd and can be used all the same
     * @throws PipelineException INVALID_CASE with all that is wrong
     */
    static List<String> warnings(ObjectStore datasets, CaseFiles files, ImageModel model) {
        CaseChecker checker = new CaseChecker(model.channels(), model.labels());
        Map<Severity, List<String>> sentences =
                checker.check("", files, file -> datasets.get(file.key())).faults().stream()
                        .flatMap(fault -> model.experiment().judged(fault).stream())
                        .collect(Collectors.groupingBy(
                                Fault::severity, Collectors.mapping(Fault::sentence, Collectors.toList())));
        if (sentences.containsKey(Severity.ERROR)) {
            throw new PipelineException(FailureCode.INVALID_CASE, String.join("\n", sentences.get(Severity.ERROR)));
        }
        return sentences.getOrDefault(Severity.WARNING, List.of());
    }
}
